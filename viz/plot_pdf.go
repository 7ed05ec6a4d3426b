package viz

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

// writePDF draws one page. The facts stand in the Info object, which every
// viewer shows, and one by one in an XMP packet, which programs read.
func (p *Picture) writePDF(w io.Writer) error {
	canvas := newPDFCanvas(p.width, p.height)
	doc := canvas.doc
	doc.SetTitle(utf16Text(p.Title), false)
	doc.SetSubject(utf16Text(listFacts(p.Facts)), false)
	for _, f := range p.Facts {
		if f.Name == "Software" {
			doc.SetCreator(utf16Text(f.Value), false)
		}
	}
	doc.SetLang(p.lang)
	doc.SetXmpMetadata([]byte(p.xmp()))
	p.paint(pen{canvas, p.height})
	return doc.Output(w)
}

// utf16Text is a text string of a PDF: UTF-16, big-endian, with a byte order
// mark. fpdf's own conversion knows no character beyond U+FFFF.
func utf16Text(s string) string {
	var b strings.Builder
	b.WriteString("\xfe\xff")
	for _, unit := range utf16.Encode([]rune(s)) {
		b.WriteByte(byte(unit >> 8))
		b.WriteByte(byte(unit))
	}
	return b.String()
}

// xmp is the metadata packet of ISO 16684-1.
func (p *Picture) xmp() string {
	var b strings.Builder
	b.WriteString("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n")
	b.WriteString("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n")
	b.WriteString("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n")
	fmt.Fprintf(&b, "<rdf:Description rdf:about=\"\" xmlns:g=%q>\n", factsNamespace)
	for _, f := range append([]Fact{{"Title", p.Title}}, p.Facts...) {
		fmt.Fprintf(&b, "\t<g:%s>%s</g:%s>\n", f.Name, escapeXML(f.Value), f.Name)
	}
	b.WriteString("</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>")
	return b.String()
}
