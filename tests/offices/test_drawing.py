"""The drawing of a workflow: everything is there, nothing lies on anything else, and it is the same each time."""

from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.web.office.drawn import svg
from mappings.workflow import Workflow
from offices.drawing import START, Drawing, drawn
from offices.layers import Box, Node, depths, lay
from tests.demo_office import OFFICE

NAMES = st.sampled_from("abcdefgh")


def apart(one: Box, other: Box) -> bool:
    return one.x + one.width <= other.x or other.x + other.width <= one.x or one.foot <= other.y or other.foot <= one.y


@pytest.fixture(params=list(OFFICE.workflows))
def workflow(request: pytest.FixtureRequest) -> Workflow:
    return OFFICE.workflows[request.param]


@pytest.fixture
def drawing(workflow: Workflow) -> Drawing:
    return drawn(OFFICE, workflow)


def test_every_status_and_action_stands_in_it(workflow: Workflow, drawing: Drawing):
    codes = {code for action in workflow.actions.values() for code in (*action.from_, action.to) if code}
    assert {one.code for one in drawing.statuses} == codes
    shown = {name for step in drawing.steps for name in step.actions}
    moving = {name for name, action in workflow.actions.items() if action.to and set(action.from_) != {action.to}}
    assert shown == moving
    for name, action in workflow.actions.items():
        if name not in moving:
            words = "".join("".join(one.stays) for one in drawing.statuses if one.code in action.from_)
            assert words.replace(" ", "").count(OFFICE.said(action.text).replace(" ", "")) >= 1, name


def test_no_two_boxes_overlap_and_all_lie_within(drawing: Drawing):
    boxes = [one.box for one in (*drawing.statuses, *drawing.steps)] + [drawing.start]
    assert all(apart(one, other) for one, other in combinations(boxes, 2))
    assert all(box.x >= 0 and box.y >= 0 for box in boxes)
    assert all(box.x + box.width <= drawing.width and box.foot <= drawing.height for box in boxes)


def test_lines_lead_from_above_to_below_and_every_step_has_one_head(drawing: Drawing):
    assert all(a[1] <= b[1] for line in drawing.lines for a, b in pairwise(line.points))
    assert sum(line.ends for line in drawing.lines) == len(drawing.steps)
    assert {line.up for line in drawing.lines if line.ends} == {step.back for step in drawing.steps}


def test_the_same_workflow_gives_the_same_drawing(workflow: Workflow, drawing: Drawing):
    assert drawn(OFFICE, workflow) == drawing
    assert svg(drawn(OFFICE, workflow), "w", "Way") == svg(drawing, "w", "Way")


def test_the_svg_is_well_formed_escaped_without_style_or_script_and_marks_a_status(drawing: Drawing):
    here = drawing.statuses[1].code
    text = svg(drawing, "w", "<script>", here=here)
    root = ET.fromstring(text)
    assert root.find("title").text == "<script>"  # type: ignore[union-attr] - its absence is a failure as well
    assert "style=" not in text
    assert "<script" not in text
    marked = [one for one in root.iter("g") if "here" in one.get("class", "").split()]
    assert len(marked) == 1
    assert "The file stands in: " + " ".join(drawing.statuses[1].lines) in text
    assert len([one for one in root.iter("g") if one.get("class", "").startswith("status")]) == len(drawing.statuses)


@given(st.lists(st.tuples(NAMES, NAMES).filter(lambda edge: edge[0] != edge[1]), min_size=1, max_size=24, unique=True))
def test_any_graph_is_laid_out_without_an_overlap(edges: list[tuple[str, str]]):
    depth, back = depths([edges[0][0]], edges)
    assert all(depth[a] < depth[b] for a, b in edges if (a, b) not in back)
    assert all(depth[b] < depth[a] for a, b in back)
    nodes = {name: Node(layer, 10.0 + ord(name), 20.0) for name, layer in depth.items()}
    down = [(b, a) if (a, b) in back else (a, b) for a, b in edges]
    laid = lay(nodes, down)
    assert all(apart(one, other) for one, other in combinations(laid.boxes.values(), 2))
    assert laid == lay(nodes, down)
    assert len(laid.lines) == len(edges)


def test_a_status_that_nothing_leads_to_is_drawn_all_the_same():
    some = OFFICE.workflows["commercial-name"]
    strike = some.actions["strike-off"].model_copy(update={"from_": ("registered", "lost")})
    lost = drawn(OFFICE, some.model_copy(update={"actions": {**some.actions, "strike-off": strike}}))
    assert "lost" in {one.code for one in lost.statuses}
    assert START not in {one.code for one in lost.statuses}
