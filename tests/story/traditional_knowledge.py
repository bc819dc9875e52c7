"""A register of traditional knowledge, as an office would write it: what the story adds to the demo office."""

REGISTER = """
kind: tk
one: {en: Traditional knowledge, fr: Savoir traditionnel}
name: {en: Traditional knowledge, fr: Savoirs traditionnels}
application_number: "TK/{year}/{sequence:04}"
registration_number: "TK/R/{sequence:04}"
parties:
  holder: {en: Community, fr: Communauté}
classes: {scheme: nice}
fields:
  name: {label: {en: Knowledge, fr: Savoir}, required: true, search: words}
  domain:
    label: {en: Domain, fr: Domaine}
    type: choice
    required: true
    search: exact
    choices: {medicine: {en: Medicine, fr: Médecine}, weaving: {en: Weaving, fr: Tissage}}
  practice: {label: {en: Practice, fr: Pratique}, type: long-text, search: words}
  practised-since: {label: {en: Practised since, fr: Pratiqué depuis}, type: date}
  people: {label: {en: Practitioners, fr: Praticiens}, type: number}
  origin: {label: {en: Country, fr: Pays}, type: country, search: exact}
  sacred: {label: {en: Sacred, fr: Sacré}, type: yes-no}
  elders: {label: {en: Elders, fr: Anciens}, several: true, audience: parties, search: words}
  remark: {label: {en: Remark, fr: Remarque}, type: long-text, audience: staff, search: words}
statuses:
  filed: {text: {en: Filed}, group: pending, public: {en: Under examination, fr: En examen}}
  recorded: {text: {en: Recorded}, group: registered, public: {en: Recorded, fr: Inscrit}}
  ended: {text: {en: Ended}, group: ended, public: {en: Ended, fr: Terminé}, ends_right: true}
events:
  TK01: {text: {en: Knowledge filed, fr: Savoir déposé}, standard_code: A00}
  TK02: {text: {en: Knowledge recorded, fr: Savoir inscrit}, standard_code: F00}
  TK03: {text: {en: Record ended, fr: Inscription terminée}, standard_code: H00}
  TK04: {text: {en: Published, fr: Publié}, standard_code: Q00}
  TK09: {text: {en: Undone}, standard_code: W00, audience: staff}
parts:
  - {id: tk-records, stage: registration, title: {en: Recorded knowledge, fr: Savoirs inscrits}}
"""
WORKFLOW = """
text: {en: Traditional knowledge}
right: tk
undone: TK09
awaits: {filed: [registrar]}
actions:
  file: {text: File, stage: filing, to: filed, who: [reception], event: TK01}
  record: {text: Record, stage: grant, from: [filed], to: recorded, who: [registrar], event: TK02, registers: true}
  publish:
    {text: Publish, stage: publication, from: [recorded], who: [clerk], event: TK04, publication: {stage: registration}}
  end: {text: End, stage: termination, from: [filed, recorded], to: ended, who: [registrar], event: TK03}
"""
