package web

import (
	"net"
	"net/http"
	"strings"

	"gptlab/ref"
	"gptlab/viz"
)

// routes says which path is whose. Each language has its own, so that a path in
// a language we do not have is an unknown path.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.toLanguage)
	for _, lang := range languages {
		mux.HandleFunc("GET /"+lang+"/{$}", s.toFirstLesson(lang))
		mux.HandleFunc("GET /"+lang+"/lesson/{$}", s.toFirstLesson(lang))
		mux.HandleFunc("GET /"+lang+"/lesson/{lesson}", s.servePage(lang))
		mux.HandleFunc("GET /api/"+lang+"/course", s.serveCourse(lang))
		mux.HandleFunc("GET /api/"+lang+"/chapter", s.serveChapter(lang))
		mux.HandleFunc("GET /api/"+lang+"/lesson/{lesson}", s.serveLesson(lang))
	}
	mux.HandleFunc("GET /plot/{file}", s.servePlot)
	mux.HandleFunc("GET /static/{file...}", s.serveStatic)
	mux.HandleFunc("GET /font/latinmodern-math.otf", font("latinmodern-math.otf", mathFont))
	mux.HandleFunc("GET /font/noto-tc.ttf", font("noto-tc.ttf", viz.Font))
	mux.HandleFunc("GET /font/OFL.txt", font("OFL.txt", viz.FontLicence))
	mux.HandleFunc("GET /ws", s.serveSocket)
	mux.HandleFunc("/", s.notFound)
	return s.guard(mux)
}

// guard stands before every route: it refuses foreign host names where that
// matters, and tells browsers to trust nothing but this server.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if s.loopback && !isLoopbackName(r.Host) {
			s.writeError(w, languageOf(r), ref.Fail("host_foreign", ref.Args{"host": r.Host}))
			return
		}
		defer s.survive(w, r)
		next.ServeHTTP(w, r)
	})
}

// contentPolicy lets a page load from this server alone, and run no script and
// no style that stands in the HTML itself: what a learner types cannot become
// code. blob: is for pictures that the page saves.
const contentPolicy = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'self'"

// survive answers 500 where a handler panicked.
func (s *Server) survive(w http.ResponseWriter, r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p)
	}
	var err error
	func() {
		defer rescue(&err)
		panic(p)
	}()
	s.writeError(w, languageOf(r), err)
}

// isLoopback says whether only this machine can reach an address.
func isLoopback(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// isLoopbackName says whether a Host header can only mean this machine. A page
// elsewhere can make its own name point to 127.0.0.1 (DNS rebinding), but not
// change the name the browser sends.
func isLoopbackName(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	if strings.EqualFold(host, "localhost") || strings.HasSuffix(strings.ToLower(host), ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
