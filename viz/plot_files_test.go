package viz

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"hash/crc32"
	"image/png"
	"io"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// hostile is a prompt that tries to be more than text, in each format.
const hostile = "</text><script>alert(1)</script> & \"q\" ') (\\) endobj %PDF \r\n\x00\x07 床前🙂 e\u0301 \u202e \xff"

func file(t testing.TB, plot Plot, meta Meta, format Format) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, DrawPlot(&b, plot, meta, format))
	return b.Bytes()
}

var small = AttentionPlot{Tokens: []string{"床", "<b>", "🙂"}, Maps: HeadMaps(2, someWeights(2, 3, 1))[1:]}

// wanted is what each file must say about itself.
func wanted(prompt string) map[string]string {
	return map[string]string{
		"Title": "Attention weights, layer 2, head 1", "Model": "aesop", "Prompt": prompt, "Step": "h.2.attn.weights",
		"Layer": "2", "Head": "1", "Seed": "42", "Software": "gptlab 0.1.0", "Source": inEnglish.Link,
	}
}

func metaWith(prompt string) Meta {
	meta := inEnglish
	meta.Prompt, meta.Seed = prompt, "42"
	return meta
}

func TestPNGSaysWhatItIs(t *testing.T) {
	for _, prompt := range []string{inChinese.Prompt, hostile} {
		raw := file(t, small, metaWith(prompt), PNG)
		facts, names := readPNG(t, raw)
		assert.Equal(t, wanted(strings.ToValidUTF8(strings.ReplaceAll(prompt, "\x00", "\uFFFD"), "\uFFFD")), facts)
		assert.Equal(t, "IHDR", names[0])
		assert.Equal(t, "IEND", names[len(names)-1])
		img, err := png.Decode(bytes.NewReader(raw))
		require.NoError(t, err)
		picture, err := small.Picture(metaWith(prompt))
		require.NoError(t, err)
		w, h := picture.Size()
		assert.Equal(t, int(2*w), img.Bounds().Dx())
		assert.Equal(t, int(2*h), img.Bounds().Dy())
	}
}

// readPNG reads the international texts of a PNG and the names of its chunks,
// and checks every checksum.
func readPNG(t testing.TB, raw []byte) (facts map[string]string, names []string) {
	t.Helper()
	require.Equal(t, "\x89PNG\r\n\x1a\n", string(raw[:8]))
	facts = map[string]string{}
	for at := 8; at < len(raw); {
		length := int(binary.BigEndian.Uint32(raw[at:]))
		name, data := string(raw[at+4:at+8]), raw[at+8:at+8+length]
		sum := binary.BigEndian.Uint32(raw[at+8+length:])
		require.Equal(t, crc32.ChecksumIEEE(raw[at+4:at+8+length]), sum, "checksum of %s", name)
		names = append(names, name)
		if name == "iTXt" {
			// keyword NUL, compressed, method, language NUL, keyword again NUL, text
			keyword, rest, _ := bytes.Cut(data, []byte{0})
			require.Equal(t, []byte{0, 0}, rest[:2], "not compressed")
			language, rest, _ := bytes.Cut(rest[2:], []byte{0})
			require.Equal(t, "en", string(language))
			_, text, _ := bytes.Cut(rest, []byte{0})
			require.True(t, utf8.Valid(text))
			facts[string(keyword)] = string(text)
		}
		at += 12 + length
	}
	return facts, names
}

func TestSVGSaysWhatItIs(t *testing.T) {
	assert.Contains(t, string(file(t, small, inEnglish, SVG)), ` font-family="'Noto`)
	for _, prompt := range []string{inChinese.Prompt, hostile} {
		facts, texts, elements := readSVG(t, file(t, small, metaWith(prompt), SVG))
		assert.Equal(t, wanted(asXML(prompt)), facts)
		drawn := slices.ContainsFunc(texts, func(s string) bool {
			return strings.HasPrefix(Legible(prompt), strings.TrimSuffix(s, "…")) && utf8.RuneCountInString(s) > 10
		})
		assert.True(t, drawn, "the prompt is drawn as text, in %q", texts)
		assert.Contains(t, texts, "<b>", "and so are labels")
		assert.Contains(t, texts, "<U+1F642>", "a label that the font lacks")
		assert.Equal(t, map[string]bool{
			"svg": true, "title": true, "desc": true, "metadata": true, "g": true, "path": true, "text": true,
			"Model": true, "Prompt": true, "Step": true, "Layer": true, "Head": true, "Seed": true, "Software": true, "Source": true,
		}, elements, "nothing that a browser would run")
	}
}

// asXML is what is left of a text in XML: characters that it cannot write are
// replaced.
func asXML(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// readSVG reads the facts of an SVG, all texts that it draws, and the names of
// its elements.
func readSVG(t testing.TB, raw []byte) (facts map[string]string, texts []string, elements map[string]bool) {
	t.Helper()
	facts, elements = map[string]string{}, map[string]bool{}
	decoder := xml.NewDecoder(bytes.NewReader(raw))
	var open []xml.Name
	text := ""
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return facts, texts, elements
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			open, text = append(open, token.Name), ""
			elements[token.Name.Local] = true
			for _, attribute := range token.Attr {
				require.False(t, strings.HasPrefix(strings.ToLower(attribute.Name.Local), "on"), "a handler")
			}
		case xml.CharData:
			text += string(token)
		case xml.EndElement:
			switch name := open[len(open)-1]; {
			case name.Local == "title":
				facts["Title"] = text
			case name.Space == factsNamespace:
				facts[name.Local] = text
			case name.Local == "text":
				texts = append(texts, text)
			}
			open = open[:len(open)-1]
		}
	}
}

func TestPDFSaysWhatItIs(t *testing.T) {
	for _, prompt := range []string{inChinese.Prompt, hostile} {
		raw := file(t, small, metaWith(prompt), PDF)
		info, packet := readPDF(t, raw)
		assert.Equal(t, "Attention weights, layer 2, head 1", info["Title"])
		assert.Equal(t, "gptlab 0.1.0", info["Creator"])
		shown := strings.ToValidUTF8(prompt, "\uFFFD")
		assert.Contains(t, info["Subject"], "Model: aesop; Prompt: "+shown+"; Step: h.2.attn.weights; Layer: 2; Head: 1; Seed: 42")
		facts, _, _ := readSVG(t, packet) // elements in the same namespace
		assert.Equal(t, wanted(asXML(prompt)), facts)
	}
}

var (
	startOfXref = regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`)
	infoNumber  = regexp.MustCompile(`/Info (\d+) 0 R`)
)

// readPDF follows the table of objects of a PDF, checks that each stands where
// it says, and returns the Info object's texts and the XMP packet.
func readPDF(t testing.TB, raw []byte) (info map[string]string, packet []byte) {
	t.Helper()
	require.True(t, bytes.HasPrefix(raw, []byte("%PDF-1.")))
	found := startOfXref.FindSubmatch(raw)
	require.NotNil(t, found, "startxref at the end")
	at, err := strconv.Atoi(string(found[1]))
	require.NoError(t, err)
	lines := strings.Split(string(raw[at:]), "\n")
	require.Equal(t, "xref", lines[0])
	count, err := strconv.Atoi(strings.TrimPrefix(lines[1], "0 "))
	require.NoError(t, err)
	objects := make([][]byte, count)
	for i := 1; i < count; i++ {
		offset, err := strconv.Atoi(lines[2+i][:10])
		require.NoError(t, err)
		header := []byte(strconv.Itoa(i) + " 0 obj\n")
		require.True(t, bytes.HasPrefix(raw[offset:], header), "object %d at %d", i, offset)
		objects[i] = raw[offset+len(header):]
	}
	number, err := strconv.Atoi(string(infoNumber.FindSubmatch(raw[at:])[1]))
	require.NoError(t, err)
	begin, end := bytes.Index(raw, []byte("<?xpacket begin")), bytes.Index(raw, []byte("<?xpacket end"))
	require.True(t, 0 < begin && begin < end)
	return infoTexts(t, objects[number]), raw[begin:end]
}

// infoTexts reads << /Key (text) … >>.
func infoTexts(t testing.TB, object []byte) map[string]string {
	t.Helper()
	info := map[string]string{}
	rest := bytes.TrimLeft(object, "<\n ")
	for len(rest) > 0 && rest[0] == '/' {
		key, after, _ := bytes.Cut(rest[1:], []byte(" ("))
		text, length := literal(after)
		info[string(key)] = decodeText(t, text)
		rest = bytes.TrimLeft(after[length:], "\n ")
	}
	return info
}

// literal reads a literal string up to its closing parenthesis.
func literal(s []byte) (text []byte, length int) {
	depth := 1
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
			if s[i] == 'r' {
				text = append(text, '\r')
				continue
			}
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return text, i + 1
			}
		}
		text = append(text, s[i])
	}
	return text, len(s)
}

func decodeText(t testing.TB, raw []byte) string {
	t.Helper()
	if !bytes.HasPrefix(raw, []byte{0xfe, 0xff}) {
		return string(raw)
	}
	raw = raw[2:]
	require.Zero(t, len(raw)%2)
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = binary.BigEndian.Uint16(raw[2*i:])
	}
	return string(utf16.Decode(units))
}

// A text in a PDF must be found by searching: the glyphs' codes are the
// characters themselves, and the font's table says so.
func TestPDFTextIsUnicode(t *testing.T) {
	raw := file(t, AttentionPlot{Tokens: verse, Maps: HeadMaps(0, someWeights(1, 12, 1))}, inChinese, PDF)
	page := pageContent(t, raw)
	for _, label := range []string{"霜", "注意力權重，第 0 層第 0 頭", chinese.query} {
		var codes strings.Builder
		for _, unit := range utf16.Encode([]rune(label)) {
			codes.WriteByte(byte(unit >> 8))
			codes.WriteByte(byte(unit))
		}
		written := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`, "\r", `\r`).Replace(codes.String())
		assert.Contains(t, page, "("+written+") Tj", "%s", label)
	}
	assert.Contains(t, string(raw), "/ToUnicode")
	assert.Less(t, len(raw), 100_000, "only the glyphs that are used")
}

// pageContent unpacks the drawing of a PDF of one page.
func pageContent(t *testing.T, raw []byte) string {
	t.Helper()
	_, stream, found := bytes.Cut(raw, []byte("stream\n"))
	require.True(t, found)
	reader, err := zlib.NewReader(bytes.NewReader(stream))
	require.NoError(t, err)
	content, err := io.ReadAll(reader)
	require.NoError(t, err)
	return string(content)
}

func TestFormats(t *testing.T) {
	for name, want := range map[string]Format{"a.png": PNG, "b/c.SVG": SVG, "x.y.pdf": PDF} {
		got, err := FormatOf(name)
		require.NoError(t, err)
		assert.Equal(t, want, got)
		assert.NotEmpty(t, got.MIME())
	}
	for _, name := range []string{"", "png", "a.jpg", "a.png.exe", "."} {
		_, err := FormatOf(name)
		assert.Equal(t, "plot_format_unknown", codeOf(t, err))
	}
	assert.Equal(t, "plot_format_unknown", codeOf(t, DrawPlot(io.Discard, small, inEnglish, "gif")))
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWritingFails(t *testing.T) {
	for _, format := range []Format{PNG, SVG, PDF} {
		assert.ErrorIs(t, DrawPlot(brokenWriter{}, small, inEnglish, format), io.ErrClosedPipe)
	}
}

var dates = regexp.MustCompile(`Date \(D:\d+\)`)

// Pictures are drawn in many goroutines at once, and come out the same.
func TestPicturesInParallel(t *testing.T) {
	plots := []Plot{small, someChain(verse, tide...), GradientPlot{Step: "x", Values: someNumbers(5, 7, 1)}}
	draw := func(i int) []byte {
		format := []Format{PNG, SVG, PDF}[i%3]
		return dates.ReplaceAll(file(t, plots[i/3%3], inChinese, format), nil)
	}
	var alone [9][]byte
	for i := range alone {
		alone[i] = draw(i)
	}
	var all sync.WaitGroup
	for worker := range 6 {
		all.Go(func() {
			for _, i := range rand.New(rand.NewPCG(uint64(worker), 0)).Perm(9) {
				assert.True(t, bytes.Equal(alone[i], draw(i)), "picture %d", i)
			}
		})
	}
	all.Wait()
}

func FuzzPrompts(f *testing.F) {
	f.Add("床前明月光", "霜", "tang")
	f.Add(hostile, "</svg>", "a\nb")
	f.Add("", "", "")
	f.Fuzz(func(t *testing.T, prompt, label, model string) {
		if len(prompt)+len(label)+len(model) > 4000 {
			return
		}
		meta := Meta{Lang: "en", Model: model, Prompt: prompt}
		plot := AttentionPlot{Tokens: []string{label}, Maps: HeadMaps(0, someWeights(1, 1, 1))}
		facts, texts, _ := readSVG(t, file(t, plot, meta, SVG))
		if facts["Prompt"] != asXML(prompt) {
			t.Fatalf("%q came back as %q", prompt, facts["Prompt"])
		}
		if len(texts) == 0 {
			t.Fatal("nothing is written")
		}
		// A whole PDF or PNG takes too long here; what prompts could break does not.
		picture, err := plot.Picture(meta)
		if err != nil {
			t.Fatal(err)
		}
		if inXMP, _, _ := readSVG(t, []byte(picture.xmp())); inXMP["Prompt"] != asXML(prompt) {
			t.Fatalf("%q came back as %q", prompt, inXMP["Prompt"])
		}
		clean := strings.ToValidUTF8(prompt, "\uFFFD")
		if got := decodeText(t, []byte(utf16Text(clean))); got != clean {
			t.Fatalf("%q came back as %q", clean, got)
		}
		text := internationalText(Fact{"Prompt", clean}, "en")
		if got := string(text[len("Prompt\x00\x00\x00en\x00\x00"):]); got != strings.ReplaceAll(clean, "\x00", "\uFFFD") {
			t.Fatalf("%q came back as %q", clean, got)
		}
	})
}
