package viz

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image/png"
	"io"
	"math"
	"strings"
)

// pixelsPerPoint makes a picture of 640 points fill a slide of 1280 pixels, and
// puts whole points on whole pixels.
const pixelsPerPoint = 2

// writePNG draws in pixels. The metadata stands in iTXt chunks, the only text
// of a PNG that may be UTF-8, before the first chunk of pixels.
func (p *Picture) writePNG(w io.Writer) error {
	canvas := newRasterCanvas(p.width, p.height)
	p.paint(pen{canvas, p.height})

	var encoded bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed} // the default takes four times as long for a fifth less
	if err := encoder.Encode(&encoded, canvas.Image()); err != nil {
		return err
	}
	head, pixels := splitAfterIHDR(encoded.Bytes())
	out := append(bytes.Clone(head), chunk("pHYs", resolution())...)
	for _, fact := range append([]Fact{{"Title", p.Title}}, p.Facts...) {
		out = append(out, chunk("iTXt", internationalText(fact, p.lang))...)
	}
	if _, err := w.Write(out); err != nil {
		return err
	}
	_, err := w.Write(pixels)
	return err
}

// splitAfterIHDR cuts a PNG behind its signature (8 bytes) and its first chunk,
// IHDR: 4 bytes length, 4 name, 13 data, 4 checksum.
func splitAfterIHDR(file []byte) (head, rest []byte) {
	const end = 8 + 4 + 4 + 13 + 4
	return file[:end], file[end:]
}

// chunk frames data as the PNG standard says; the checksum covers name and data.
func chunk(name string, data []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(out, name...)
	out = append(out, data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// internationalText is the data of an iTXt chunk: keyword, not compressed,
// language, no translated keyword, text. A NUL would end the text early.
func internationalText(f Fact, lang string) []byte {
	out := append([]byte(f.Name), 0, 0, 0)
	out = append(out, lang...)
	out = append(out, 0, 0)
	return append(out, strings.ReplaceAll(f.Value, "\x00", "\uFFFD")...)
}

// resolution is the data of a pHYs chunk, so that a word processor shows the
// picture in the size it was laid out for.
func resolution() []byte {
	perMetre := math.Round(72 * pixelsPerPoint / 0.0254)
	out := binary.BigEndian.AppendUint32(nil, uint32(perMetre))
	out = binary.BigEndian.AppendUint32(out, uint32(perMetre))
	return append(out, 1) // metres
}
