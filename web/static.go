package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"net/http"
	"path"
	"sync"
	"time"

	"github.com/go-fonts/latin-modern/lmmath"
)

// static is the page: what a browser loads, as it is. It has no build step.
//
//go:embed all:static
var static embed.FS

// typeOf is the Content-Type by file ending. The system's own table is not
// asked: on some desktops it calls JavaScript plain text, and the page stays blank.
var typeOf = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".json": "application/json; charset=utf-8",
	".txt":  "text/plain; charset=utf-8",
	".svg":  "image/svg+xml",
	".png":  "image/png",
	".ico":  "image/x-icon",
	".otf":  "font/otf",
	".ttf":  "font/ttf",
}

// An asset is a file that the server hands out.
type asset struct {
	name string
	body []byte
	etag string
}

func newAsset(name string, body []byte) asset {
	hash := sha256.Sum256(body)
	return asset{name, body, `"` + base64.RawURLEncoding.EncodeToString(hash[:12]) + `"`}
}

// serve answers with the file, or with 304 where the browser has it already.
func (a asset) serve(w http.ResponseWriter, r *http.Request, caching string) {
	w.Header().Set("Content-Type", typeOf[path.Ext(a.name)])
	w.Header().Set("Cache-Control", caching)
	w.Header().Set("ETag", a.etag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.body))
}

const (
	askAgain   = "no-cache" // keep it, but ask whether it is still the one
	keepAWeek  = "public, max-age=604800"
	keepNought = "no-store"
)

// assets remembers the hash of each static file from its first request.
type assets struct{ known sync.Map }

func (s *Server) serveStatic(w http.ResponseWriter, r *http.Request) {
	name := path.Join("static", r.PathValue("file"))
	if file, ok := s.assets.find(name); ok {
		file.serve(w, r, askAgain)
		return
	}
	s.notFound(w, r)
}

func (a *assets) find(name string) (asset, bool) {
	if typeOf[path.Ext(name)] == "" || name == pageFile {
		return asset{}, false
	}
	if file, ok := a.known.Load(name); ok {
		return file.(asset), true
	}
	body, err := static.ReadFile(name)
	if err != nil {
		return asset{}, false
	}
	file := newAsset(name, body)
	a.known.Store(name, file)
	return file, true
}

// font serves a font, which is hashed at the first request for it.
func font(name string, body func() []byte) http.HandlerFunc {
	load := sync.OnceValue(func() asset { return newAsset(name, body()) })
	return func(w http.ResponseWriter, r *http.Request) { load().serve(w, r, keepAWeek) }
}

// mathFont is Latin Modern Math, in which the page sets its formulas.
func mathFont() []byte { return lmmath.TTF }
