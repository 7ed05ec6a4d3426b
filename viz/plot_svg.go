package viz

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// fontFamilies are asked for in turn: the font that was measured, its names
// elsewhere, and what other systems have for Traditional Chinese.
const fontFamilies = `'Noto Sans CJK TC','Noto Sans TC','Source Han Sans TC','PingFang TC','Microsoft JhengHei',sans-serif`

// gonumFont is how gonum names the font on every text.
const gonumFont = "font-family:Noto Sans CJK TC;font-variant:none;font-weight:normal;font-style:normal;"

// factsNamespace names the elements inside <metadata>.
const factsNamespace = "urn:gptlab:picture"

// writeSVG draws with text as text. Title and description come first, where a
// screen reader looks for them.
func (p *Picture) writeSVG(w io.Writer) error {
	canvas := vgsvg.New(vg.Length(p.width), vg.Length(p.height))
	pen := pen{canvas, p.height}
	pen.fill(0, 0, p.width, p.height, white) // a page may be dark
	p.paint(pen)
	var drawn bytes.Buffer
	if _, err := canvas.WriteTo(&drawn); err != nil {
		return err
	}
	// The font is said once, on the outermost element. Text is escaped and has no
	// quotation marks, so what is taken out can only be an attribute.
	body := strings.ReplaceAll(drawn.String(), `style="`+gonumFont, `style="`)
	root := fmt.Sprintf(`<svg role="img" xml:lang="%s" font-family="%s" `, p.lang, fontFamilies)
	body = strings.Replace(body, "<svg ", root, 1)
	head, rest, _ := strings.Cut(body, "xlink\">\n")
	_, err := io.WriteString(w, head+"xlink\">\n"+p.describe()+rest)
	return err
}

// describe writes what the picture says about itself. Whatever a learner typed
// stays text.
func (p *Picture) describe() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<title>%s</title>\n<desc>%s</desc>\n", escapeXML(p.Title), escapeXML(listFacts(p.Facts)))
	fmt.Fprintf(&b, "<metadata xmlns:g=%q>\n", factsNamespace)
	for _, f := range p.Facts {
		fmt.Fprintf(&b, "\t<g:%s>%s</g:%s>\n", f.Name, escapeXML(f.Value), f.Name)
	}
	b.WriteString("</metadata>\n")
	return b.String()
}

// listFacts says the facts in one line: Model: tang; Layer: 0.
func listFacts(facts []Fact) string {
	parts := make([]string, len(facts))
	for i, f := range facts {
		parts[i] = f.Name + ": " + f.Value
	}
	return strings.Join(parts, "; ")
}

// escapeXML makes any string text of an XML document. Characters that XML has
// no way to write, such as most control characters, become U+FFFD.
func escapeXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder never fails
	return b.String()
}
