package web

import (
	"context"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

func TestTheRootLeadsToALessonInTheReadersLanguage(t *testing.T) {
	url := serve(t)
	for _, c := range []struct{ header, value, path string }{
		{"Accept-Language", "zh-TW,zh;q=0.9", "/zh-Hant/lesson/map"},
		{"Accept-Language", "ja", "/en/lesson/map"},
		{"Cookie", "lang=zh-Hant", "/zh-Hant/lesson/map"},
	} {
		r, _ := fetch(t, url+"/", c.header, c.value)
		assert.Equal(t, http.StatusSeeOther, r.StatusCode)
		assert.Equal(t, c.path, r.Header.Get("Location"), "%s: %s", c.header, c.value)
		assert.Contains(t, r.Header.Get("Vary"), "Accept-Language")
	}
	r, _ := fetch(t, url+"/?text=%E5%BA%8A&page=log")
	assert.Equal(t, "/en/lesson/map?text=%E5%BA%8A&page=log", r.Header.Get("Location"), "nothing is lost")
	for _, path := range []string{"/zh-Hant/", "/zh-Hant/lesson/"} {
		r, _ = fetch(t, url+path+"?t=3")
		assert.Equal(t, "/zh-Hant/lesson/map?t=3", r.Header.Get("Location"))
	}
}

func TestThePageIsInItsLanguageAndRemembersIt(t *testing.T) {
	url := serve(t)
	for _, lang := range languages {
		r, body := fetch(t, url+"/"+lang+"/lesson/attention", "Accept-Language", "fr", "Cookie", "lang=en")
		require.Equal(t, http.StatusOK, r.StatusCode)
		assert.Contains(t, body, `<html lang="`+lang+`"`)
		assert.Contains(t, r.Header.Get("Set-Cookie"), "lang="+lang)
	}
}

func TestEveryAnswerTrustsThisServerAlone(t *testing.T) {
	url := serve(t)
	for _, path := range []string{"/", "/en/lesson/attention", "/nowhere", "/api/en/course", "/static/css/app.css", "/plot/x.png"} {
		r, _ := fetch(t, url+path)
		policy := r.Header.Get("Content-Security-Policy")
		assert.Contains(t, policy, "default-src 'self'", path)
		assert.NotContains(t, policy, "unsafe", path)
		assert.NotContains(t, policy, "http", path)
		assert.Equal(t, "nosniff", r.Header.Get("X-Content-Type-Options"), path)
		assert.NotEmpty(t, r.Header.Get("Referrer-Policy"), path)
	}
}

func TestASentenceNeverBecomesMarkup(t *testing.T) {
	url := serve(t)
	for _, path := range []string{
		"/en/lesson/attention?text=%3Cscript%3Eboo()%3C/script%3E",
		"/en/lesson/%3Cscript%3Eboo()%3C%2Fscript%3E",
		"/%3Cscript%3Eboo()%3C%2Fscript%3E",
		"/zh-Hant/lesson/%22onload=%22boo()",
	} {
		r, body := fetch(t, url+path)
		assert.Contains(t, r.Header.Get("Content-Type"), "text/html")
		assert.NotContains(t, body, "<script>boo", path)
		assert.NotContains(t, body, `"onload=`, path)
	}
}

func TestWhatIsNotThereIsSaidInTheReadersLanguage(t *testing.T) {
	url := serve(t)
	for path, want := range map[string]struct{ accept, lang, has string }{
		"/en/lesson/alchemy":      {"zh-TW", "en", "alchemy"},
		"/zh-Hant/lesson/alchemy": {"en", "zh-Hant", "alchemy"},
		"/fr/lesson/attention":    {"zh-TW", "zh-Hant", "/fr/lesson/attention"},
		"/nowhere":                {"en", "en", "/nowhere"},
		"/static/nothing.js":      {"zh-TW", "zh-Hant", "/static/nothing.js"},
		"/static/../server.go":    {"en", "en", "/server.go"},
		"/static/index.html":      {"en", "en", "/static/index.html"}, // a template is no page
		"/static/":                {"en", "en", "/static/"},
	} {
		r, body := fetch(t, url+path, "Accept-Language", want.accept)
		if r.StatusCode == http.StatusTemporaryRedirect || r.StatusCode == http.StatusMovedPermanently {
			r, body = fetch(t, url+r.Header.Get("Location"), "Accept-Language", want.accept)
		}
		assert.Equal(t, http.StatusNotFound, r.StatusCode, path)
		assert.Contains(t, body, `<html lang="`+want.lang+`"`, path)
		assert.Contains(t, body, want.has, path)
		assert.Contains(t, body, `href="/`+want.lang+`/lesson/attention"`, "%s links to what there is", path)
	}
	for path, want := range map[string]string{
		"/api/en/lesson/alchemy": "lesson_unknown",
		"/api/fr/course":         "path_unknown",
		"/plot/pie.png":          "plot_unknown",
	} {
		r, body := fetch(t, url+path)
		code, message := errorOf(t, body)
		assert.Equal(t, http.StatusNotFound, r.StatusCode, path)
		assert.Equal(t, want, code, path)
		assert.NotContains(t, message, "{", "every value has its place")
	}
}

func TestOnlyReading(t *testing.T) {
	url := serve(t)
	for _, path := range []string{"/", "/api/en/course", "/plot/attention.png"} {
		r, err := http.NewRequest(http.MethodPost, url+path, strings.NewReader("x"))
		require.NoError(t, err)
		response, _ := do(t, r)
		assert.Equal(t, http.StatusMethodNotAllowed, response.StatusCode, path)
	}
}

// Every address that stands in the page's files must answer.
func TestEveryAddressOfThePageExists(t *testing.T) {
	url := serve(t)
	address := regexp.MustCompile(`(?:href|src)="(/[^"{]*)"|url\(["']?(/[^"')]+)|from ['"](\.{1,2}/[^'"]+)['"]|@import ["'](\.?/?[^"']+)["']`)
	const missing = "/en/nowhere" // a page too
	seen := map[string]bool{}
	var visit func(path string)
	visit = func(path string) {
		if seen[path] {
			return
		}
		seen[path] = true
		r, body := fetch(t, url+path)
		require.Equal(t, path == missing, r.StatusCode == http.StatusNotFound, path)
		if !strings.Contains(r.Header.Get("Content-Type"), "text/") {
			return
		}
		for _, m := range address.FindAllStringSubmatch(body, -1) {
			to := m[1] + m[2] + m[3] + m[4]
			base, err := r.Request.URL.Parse(to)
			require.NoError(t, err)
			if base.Path != "/" {
				visit(base.Path)
			}
		}
	}
	for _, path := range []string{"/en/lesson/attention", "/zh-Hant/lesson/attention", missing} {
		visit(path)
	}
	assert.Greater(t, len(seen), 5)
}

func TestEveryStaticFileIsServedOnceAndThenAskedFor(t *testing.T) {
	url := serve(t)
	err := fs.WalkDir(static, "static", func(path string, entry fs.DirEntry, err error) error {
		require.NoError(t, err)
		if entry.IsDir() || path == pageFile {
			return nil
		}
		first, body := fetch(t, url+"/"+path)
		assert.Equal(t, http.StatusOK, first.StatusCode, path)
		assert.NotEmpty(t, first.Header.Get("Content-Type"), path)
		text, err := static.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(text), body, path)

		again, body := fetch(t, url+"/"+path, "If-None-Match", first.Header.Get("ETag"))
		assert.Equal(t, http.StatusNotModified, again.StatusCode, path)
		assert.Empty(t, body, path)
		return nil
	})
	require.NoError(t, err)
}

func TestFonts(t *testing.T) {
	url := serve(t)
	for path, magic := range map[string]string{
		"/font/latinmodern-math.otf": "OTTO",
		"/font/noto-tc.ttf":          "\x00\x01\x00\x00",
	} {
		r, body := fetch(t, url+path)
		require.Equal(t, http.StatusOK, r.StatusCode, path)
		assert.True(t, strings.HasPrefix(r.Header.Get("Content-Type"), "font/"), path)
		assert.True(t, strings.HasPrefix(body, magic), path)
	}
	_, licence := fetch(t, url+"/font/OFL.txt")
	assert.Contains(t, licence, "SIL OPEN FONT LICENSE")
}

func TestNoModelIsOpenedBeforeItIsNeeded(t *testing.T) {
	url := serve(t, Model{Name: "tiny", Open: func() (*ref.Checkpoint, error) {
		t.Error("a model was opened")
		return openTiny()
	}})
	for _, path := range []string{"/", "/en/lesson/attention", "/api/en/course", "/api/en/lesson/attention"} {
		r, _ := fetch(t, url+path)
		assert.Less(t, r.StatusCode, 400, path)
	}
}

func TestAPortInUseIsSaid(t *testing.T) {
	l, err := Listen("127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, err = Listen(l.Addr().String())
	var e *ref.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "port_in_use", e.Code)
	assert.Contains(t, e.Error(), l.Addr().String())

	for _, nonsense := range []string{"999.1.1.1:80", "nonsense", "127.0.0.1:99999", "127.0.0.1:http?", ""} {
		_, err = Listen(nonsense)
		require.ErrorAs(t, err, &e, "%q", nonsense)
		assert.Equal(t, "address_unusable", e.Code)
	}
}

func TestURL(t *testing.T) {
	for addr, want := range map[string]string{
		"127.0.0.1:0": "http://127.0.0.1:",
		"0.0.0.0:0":   "http://localhost:",
	} {
		l, err := Listen(addr)
		require.NoError(t, err)
		assert.True(t, strings.HasPrefix(URL(l), want), URL(l))
		l.Close()
	}
}

func TestServeAnswersOnlyToLoopbackNamesAndStopsWhenAsked(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := New(Options{Models: []Model{tiny}, Log: slog.New(slog.DiscardHandler)})
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error)
	go func() { stopped <- s.Serve(ctx, l) }()
	url := strings.TrimSuffix(URL(l), "/")

	ask := func(host string) int {
		r, err := http.NewRequest(http.MethodGet, url+"/api/en/course", nil)
		require.NoError(t, err)
		r.Host = host
		response, _ := do(t, r)
		return response.StatusCode
	}
	for _, host := range []string{"127.0.0.1", "localhost:8080", "[::1]:80", "LOCALHOST"} {
		assert.Equal(t, http.StatusOK, ask(host), host)
	}
	for _, host := range []string{"evil.example", "127.0.0.1.evil.example", "192.168.1.5:8080", "localhost.evil.example"} {
		assert.Equal(t, http.StatusForbidden, ask(host), host)
	}

	c := dial(t, url) // an open connection does not hold the server up
	c.run(tinyText)
	http.DefaultClient.CloseIdleConnections()
	stop()
	require.NoError(t, <-stopped)
	_, _, err = c.conn.ReadMessage()
	assert.ErrorContains(t, err, "going away")
	_, err = http.Get(url)
	assert.Error(t, err, "nobody listens any more")
}
