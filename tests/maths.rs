//! Formulae, through the public door.

mod support;

use support::site;

fn page(config: &str, text: &str) -> support::Built {
    site(&format!(
        "-- guidegen.toml --\ntitle = \"G\"\n{config}\n-- content/_index.md --\n---\ntitle: Home\n---\n{text}\n"
    ))
    .build()
}

#[test]
fn a_shortcode_and_a_fence_are_mathml() {
    let built = page("", "Inline {{< math >}}$a<b${{< /math >}} here.\n\n```math\n\\frac{1}{2}\n```\n");
    let html = built.text("index.html");
    assert!(html.contains("Inline <span class=\"math\"><math display=\"inline\">"), "{html}");
    assert!(
        html.contains("<math display=\"block\">")
            && html.contains("<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>"),
        "{html}"
    );
    assert!(html.contains("<annotation encoding=\"application/x-tex\">a&lt;b</annotation>"), "{html}");
}

#[test]
fn what_cannot_be_read_is_shown_as_its_source_and_told() {
    let built = page("", "{{< math >}}\\frac{<}{{< /math >}}");
    assert!(built.text("index.html").contains("<code>\\frac{&lt;}</code>"), "{}", built.text("index.html"));
    assert!(built.problems().contains("Formula {"), "{}", built.problems());
}

#[test]
fn delimiters_of_hugos_passthrough_are_formulae() {
    let config = "[markup.goldmark.extensions.passthrough]\nenable = true\n\
         [markup.goldmark.extensions.passthrough.delimiters]\nblock = [[\"$$\", \"$$\"]]\ninline = [[\"$\", \"$\"]]\n";
    let html = page(config, "So $x^2$ and\n\n$$\n\\sum_{i} i\n$$\n").text("index.html");
    assert!(html.contains("<msup><mi>x</mi><mn>2</mn></msup>"), "{html}");
    assert!(html.contains("<math display=\"block\">"), "{html}");
    let slashes = config.replace("[\"$\", \"$\"]", "['\\(', '\\)']");
    let html = page(&slashes, "So \\(x^2\\), `\\(y\\)` and $5 or $6.").text("index.html");
    assert!(html.contains("<math display=\"inline\">") && html.contains("<msup>"), "{html}");
    assert!(html.contains("<code>\\(y\\)</code> and $5 or $6."), "{html}");
    let plain = page("", "So $x^2$.").text("index.html");
    assert!(plain.contains("So $x^2$.") && !plain.contains("<math"), "{plain}");
}
