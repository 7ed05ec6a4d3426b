package web

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"unicode"

	"gptlab/viz"
)

var plotFormats = []viz.Format{viz.PNG, viz.SVG, viz.PDF, viz.CSV}

func plotLinks() []plotLink {
	links := []plotLink{}
	for _, kind := range viz.PlotKinds {
		links = append(links, plotLink{kind.Name, plotFormats, kind.Compares})
	}
	return links
}

// servePlot draws a picture and hands it out as a file to keep.
func (s *Server) servePlot(w http.ResponseWriter, r *http.Request) {
	q, err := parsePlot(r.PathValue("file"), r.URL.Query())
	if err != nil {
		s.writeError(w, q.lang, err)
		return
	}
	picture, err := s.draw(r.Context(), q, r.Host)
	if err != nil {
		s.writeError(w, q.lang, err)
		return
	}
	w.Header().Set("Content-Type", q.format.MIME())
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": q.fileName()}))
	w.Header().Set("Content-Length", strconv.Itoa(len(picture)))
	w.Header().Set("Cache-Control", askAgain)
	_, _ = w.Write(picture) // a client that went away has nobody to tell
}

// plot takes what is asked for off the tape of its run, or off those of both runs.
func (s *Server) plot(ctx context.Context, q plotQuery) (viz.Plot, error) {
	made, err := s.record(ctx, q.spec, nil)
	if err != nil {
		return nil, err
	}
	q.ask.Others = s.models
	if !q.compare {
		return q.kind.Of(made.tape, q.ask)
	}
	base, err := s.record(ctx, q.spec.Unchanged(q.was), nil)
	if err != nil {
		return nil, err
	}
	return q.kind.Compare(base.tape, made.tape, q.ask)
}

// draw waits for a free place and draws there.
func (s *Server) draw(ctx context.Context, q plotQuery, host string) ([]byte, error) {
	plot, err := s.plot(ctx, q)
	if err != nil {
		return nil, err
	}
	select {
	case s.drawing <- struct{}{}:
		defer func() { <-s.drawing }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	meta := viz.Meta{Lang: q.lang, Model: q.spec.Model, Prompt: q.spec.Text, Set: q.spec.Set, Was: q.was, Version: s.version}
	if q.spec.Draw != nil {
		meta.Seed = strconv.FormatUint(q.spec.Draw.Seed, 10)
	}
	if q.kind.NoText {
		meta.Prompt = ""
	}
	if q.from != "" {
		meta.Link = "http://" + host + q.from
	}
	var picture bytes.Buffer
	err = viz.DrawPlot(&picture, plot, meta, q.format)
	return picture.Bytes(), err
}

// fileName says what is in the file, with no letter that a disk would refuse:
// gptlab-attention-tang-l0-h2.png.
func (q plotQuery) fileName() string {
	name := fmt.Sprintf("gptlab-%s-%s", q.kind.Name, q.spec.Model)
	if len(q.spec.Set) > 0 {
		name += "-what-if"
	}
	if q.compare {
		name += "-compared"
	}
	if q.ask.Layer != viz.All {
		name += "-l" + strconv.Itoa(q.ask.Layer)
	}
	if q.ask.Head != viz.All {
		name += "-h" + strconv.Itoa(q.ask.Head)
	}
	if q.ask.T != viz.All {
		name += "-t" + strconv.Itoa(q.ask.T)
	}
	plain := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, name)
	return plain + "." + string(q.format)
}
