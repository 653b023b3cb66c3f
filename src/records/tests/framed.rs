//! Frames around lines, and what is none.

use super::unframed;

fn without(text: &str) -> String {
    unframed(text, "Boom").unwrap_or_else(|| "as it was".to_owned())
}

#[test]
fn a_frame_is_taken_off_where_a_line_continues_another() {
    let framed = |second: &str| without(&format!("pay-1  | Boom\npay-1  | {second}\n")) != "as it was";
    for line in [
        "at a.B",
        "Caused by: x",
        "Traceback (most recent call last):",
        "---> x",
        "During handling of it",
        "The above exception",
        "\tx",
        " x",
        "}",
        "]",
        "})",
        ">",
        "{",
        "[",
        "}  ",
    ] {
        assert!(framed(line), "{line}");
    }
    for line in ["x", "attack", "  ", "}x", ")", "caused by: x"] {
        assert!(!framed(line), "{line}");
    }
}

#[test]
fn a_quotation_is_a_frame() {
    assert_eq!(without("so:\n> Boom\n>    > x\n>\n> y\nz"), "so:\nBoom\n   > x\n\ny\nz");
    // Gradle's reasons, and the prompts of a shell.
    assert_eq!(without("> Boom\n   > x\n"), "as it was");
    assert_eq!(without(">>> Boom\n>>>  x\n"), "as it was");
}

#[test]
fn the_lines_of_a_frame_are_those_around_a_hit_that_have_it() {
    assert_eq!(without("pay-1  | so\npay-1  | Boom\npay-1  |   x\nweb-1  | y\n"), "so\nBoom\n  x\nweb-1  | y\n");
    assert_eq!(without("web-1  | y\npay-1  | Boom\npay-1  |   x"), "web-1  | y\nBoom\n  x");
    // The line before tells the frame of the last line.
    assert_eq!(without("pay-1  | so\npay-1  |   Boom"), "so\n  Boom");
    // An empty line may lack the last blank of its frame.
    assert_eq!(without("pay-1  | Boom\npay-1  |   x\npay-1  |\npay-1  |   y\n"), "Boom\n  x\n\n  y\n");
    // Empty lines share less of the frame: two of them are looked past, on either side.
    let empty = |count: usize| "pay-1  |\n".repeat(count);
    assert_eq!(without(&format!("pay-1  | Boom\n{}pay-1  |   x\n", empty(2))), "Boom\n\n\n  x\n");
    assert_ne!(without(&format!("pay-1  | Boom\n{}pay-1  |   x\n", empty(3))), "Boom\n\n\n\n  x\n");
    assert_eq!(without(&format!("pay-1  | x\n{}pay-1  |   Boom\n", empty(2))), "x\n\n\n  Boom\n");
    assert_ne!(without(&format!("pay-1  | x\n{}pay-1  |   Boom\n", empty(3))), "x\n\n\n\n  Boom\n");
    // One blank parts a frame from the text, and more of them indent it.
    assert_eq!(without("pay-1  |   Boom\npay-1  |   x\n"), "  Boom\n  x\n");
    assert_eq!(without("pay-1  | Boom\npay-12  |   x\n"), "Boom\n  x\n", "digits may differ in number");
    assert_eq!(without("pay-1  | Boom\npay-x  |   x\n"), "as it was");
    assert_eq!(without("ERROR pay: Boom\nERROR   at a.B\n"), "as it was", "a level is no frame");
    assert_eq!(without("ERROR pay: Boom\nERROR pay:   at a.B\n"), "Boom\n  at a.B\n");
    assert_eq!(without("Boom so\nBoom so   x\n"), "as it was", "nor are the words of a message");
}

#[test]
fn a_frame_reaches_three_hundred_lines_up_and_down() {
    let line = "pay-1  |   x\n";
    let text = format!("{}pay-1  |   Boom\n{}", line.repeat(310), line.repeat(310));
    let plain = without(&text);
    assert_eq!(plain.matches("pay-1").count(), 20);
    assert!(plain.starts_with("pay-1") && plain.ends_with("pay-1  |   x\n"));
}

#[test]
fn a_hit_may_be_in_the_frame_itself() {
    let text = b"pay-1  | Boom\npay-1  |   x\n";
    let plain = super::super::frames::without_frames(text, [0].into_iter()).map(|plain| plain.text);
    assert_eq!(plain.as_deref(), Some(&b"Boom\n  x\n"[..]));
}

#[test]
fn a_frame_is_taken_off_once() {
    let text = "pay-1  | Boom\npay-1  |   Boom\nweb-1  | Boom\nweb-1  |   x\n";
    assert_eq!(without(text), "Boom\n  Boom\nBoom\n  x\n");
    let text = "pay-1  | Boom\npay-1  |   Boom\npay-1  |   Boom\npay-1  |   x\n";
    assert_eq!(without(text), "Boom\n  Boom\n  Boom\n  x\n");
}

#[test]
fn a_box_is_drawn_around_lines() {
    for bar in ["│", "┃", "║"] {
        assert_eq!(without(&format!("{bar} Boom   {bar}\n{bar} x {bar}\n")), "Boom\nx\n", "{bar}");
        assert_eq!(without(&format!("  {bar} Boom\n  {bar}x\n")), "Boom\nx\n", "{bar}");
        assert_eq!(without(&format!("{bar} Boom {bar}\ny\n")), "as it was", "one line is no box");
    }
    // A bar of ASCII may be a table's.
    assert_eq!(without("| Boom |\n| x |\n"), "as it was");
    assert_eq!(without("| Boom |\n|   x |\n"), "Boom\n  x\n");
    assert_eq!(without("│ Boom │\n││\n│\n"), "Boom\n\n\n");
}

#[test]
fn the_lines_of_a_cell_are_one_text_where_the_next_word_had_no_room() {
    let cell = |lines: &[&str]| {
        let lines: Vec<String> = lines.iter().map(|line| format!("│{line:<30}│\n")).collect();
        without(&lines.concat())
    };
    assert_eq!(
        cell(&["   Boom: the frobnicator", "   jammed", "   at lane 7"]),
        "  Boom: the frobnicator jammed\n  at lane 7\n"
    );
    assert_eq!(
        cell(&[" Boom: the frobnicator of lane", " 7 is “jammed, and so is that", " of lane 8"]),
        "Boom: the frobnicator of lane 7 is “jammed, and so is that of lane 8\n"
    );
    for lines in [
        // There was room.
        [" Boom: the frobnicator is", " in use"],
        // A blank line parts two texts.
        [" Boom: the frobnicator of a l", ""],
        // So does an indentation.
        [" Boom: the frobnicator of a l", "   jammed"],
        // A table.
        [" Boom: the   │  frobnicator o", " jammed      │  and so on"],
    ] {
        assert_eq!(cell(&lines).lines().count(), 2, "{lines:?}");
    }
    assert_eq!(
        without("│ Boom: the frobnicator of a l\n│ jammed\n"),
        "Boom: the frobnicator of a l\njammed\n",
        "no bar on the right"
    );
    // Not equally wide: only what goes on as a sentence is joined.
    assert_eq!(
        without("│ Boom: the frob is at lane │\n│ jammed at it  │\n│ Output: x │\n"),
        "Boom: the frob is at lane jammed at it\nOutput: x\n"
    );
    let places = |text: &str| super::super::wrapped_boxes(text.as_bytes());
    let wrapped = "│ the frobnicator │\n│ jammed          │\n";
    let text = format!("so\n{wrapped}and\n│ so on     │\n│ x         │\nand\n{wrapped}");
    assert_eq!(places(&text), [text.find(wrapped), text.rfind(wrapped)].map(|place| place.expect("it is there")));
    assert!(places("so\n| the frobnicator |\n| jammed          |\n").is_empty());
}

#[test]
fn pairs_behind_a_message_become_a_line_below_it() {
    assert_eq!(without("so\nERRO[0000] Boom   lane=7 frob=8\nand\n"), "so\nERRO[0000] Boom \n lane=7 frob=8\nand\n");
    assert_eq!(without("ERRO[0000] Boom lane=7\n"), "as it was");
}

#[test]
fn dockers_object_is_unescaped() {
    let line = |log: &str| format!("{{\"log\":\"{log}\\n\",\"stream\":\"stderr\"}}\n");
    assert_eq!(without(&[line("Boom \\\"a\\\""), line("\\tat x")].concat()), "Boom \"a\"\n\tat x\n");
    assert_eq!(without(&[line("Boom"), line("x")].concat()), "as it was");
    let no_stream = "{\"log\":\"Boom\\n\"}\n{\"log\":\"\\tat x\\n\"}\n";
    assert_eq!(without(no_stream), "as it was");
    assert_eq!(
        without("{\"log\":\"Boom\",\"stream\":\"stderr\"}\n{\"log\":\"  x\",\"stream\":\"stderr\"}"),
        "Boom\n  x"
    );
    assert_eq!(without("{\"log\":\"Boom"), "as it was");
}
