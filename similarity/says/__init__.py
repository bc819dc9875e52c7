"""What is said of two marks, in the office's languages: sentences, titles and labels as data, one file a language."""
