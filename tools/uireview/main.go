// Command uireview walks pages by a script from standard input.
package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

const check = `(() => { const out=[]; const w=document.documentElement.clientWidth;
 if (document.documentElement.scrollWidth > w) { out.push("OVERFLOW " + document.documentElement.scrollWidth + ">" + w);}
 for (const e of document.body.querySelectorAll("*")) { const r=e.getBoundingClientRect(); if (r.width<2||r.height<2) continue; if (e.closest(".rv-scroll,.ds-sr-only,.rv-views,.ds-skip-link,svg")) continue; if (r.right > w+1 || r.left < -1) out.push("OUT "+e.tagName+"."+e.className+" "+Math.round(r.left)+".."+Math.round(r.right)+" "+(e.innerText||"").slice(0,40));
  if (e.scrollWidth>e.clientWidth+1 && e.clientWidth>0 && getComputedStyle(e).overflowX!=="visible" && !e.matches("input,textarea,select")) out.push("SCROLLX "+e.tagName+"."+e.className+" "+e.scrollWidth+">"+e.clientWidth);
 }
 for (const b of document.querySelectorAll(".ds-button,a,button,summary,input:not([type=hidden]),select")) { const r=b.getBoundingClientRect(); if (r.width>2&&r.height>2&&(r.height<23.5)&&!b.closest("p,li,td,dd,.ds-skip-link,.ds-sr-only")&&!b.matches(".ds-sr-only")) out.push("SMALL "+b.tagName+"."+b.className+" "+Math.round(r.height)+" "+(b.innerText||"").slice(0,30)); }
 const t=document.body.innerText; for (const m of t.matchAll(/.{0,30}(⟦|\?:|\.\.(?!\.)|::|,,|\?\.| ,|\(\)|undefined|NaN|%!|\{[a-z_]+\}|<no value>| \.(\s|$)).{0,30}/g)) out.push("PUNCT "+m[0]);
 for (const u of document.querySelectorAll("svg use")) { const r=u.getBoundingClientRect(); if (u.getBoundingClientRect && u.closest("svg").getBoundingClientRect().width>0 && r.width===0 && r.height===0) out.push("NOICON "+u.getAttribute("href").replace(/.*#/,"")); }
 return out.slice(0,40).join("\n"); })()`

func main() {
	base, out := os.Args[1], os.Args[2]
	opts := []chromedp.ExecAllocatorOption{chromedp.ExecPath("/usr/bin/chromium")}
	for _, flag := range []string{"headless", "no-sandbox", "disable-gpu", "enable-unsafe-swiftshader", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync", "hide-scrollbars"} {
		opts = append(opts, chromedp.Flag(flag, true))
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	defer stop()
	ctx, cancel := chromedp.NewContext(alloc)
	defer cancel()
	ctx, cancel = context.WithTimeout(ctx, 9*time.Minute)
	defer cancel()
	width, scheme, media, height := int64(390), "light", "", int64(844)
	zoom := 1.0
	emu := func() error {
		return chromedp.Do(ctx, chromedp.EmulateViewport(int64(float64(width)/zoom), int64(float64(height)/zoom), chromedp.EmulateScale(zoom)), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
			return err
		}))
	}
	run := func(f []string) error {
		switch f[0] {
		case "width":
			width, _ = strconv.ParseInt(f[1], 10, 64)
			height = 844
			if width >= 1000 {
				height = 900
			}
		case "zoom":
			zoom, _ = strconv.ParseFloat(f[1], 64)
		case "scheme":
			scheme = f[1]
		case "media":
			media = ""
			if len(f) > 1 {
				media = f[1]
			}
		case "goto":
			if err := emu(); err != nil {
				return err
			}
			return chromedp.Do(ctx, chromedp.Navigate(base+f[1]))
		case "login":
			if err := emu(); err != nil {
				return err
			}
			if err := chromedp.Do(ctx, chromedp.Navigate(base+"/desk/sign-in"), chromedp.SendKeys(chromedp.CSS(`input[name="email"]`), f[1]), chromedp.SendKeys(chromedp.CSS(`input[name="password"]`), f[2]), chromedp.Submit(chromedp.CSS(`input[name="password"]`)), chromedp.WaitVisible(chromedp.CSS(`.rv-board, main h1`))); err != nil {
				return err
			}
		case "logout":
			_, err := chromedp.Run(ctx, chromedp.Evaluate[string](`(async()=>{const f=document.querySelector('form[action*="sign-out"]'); if(!f) return "none"; f.submit(); return "ok"})()`, chromedp.EvalAwaitPromise))
			time.Sleep(400 * time.Millisecond)
			return err
		case "js": // js code; waits
			v, err := chromedp.Run(ctx, chromedp.Evaluate[string](`(async()=>{`+strings.Join(f[1:], " ")+`;return ""})()`, chromedp.EvalAwaitPromise))
			if v != "" {
				fmt.Println("js:", v)
			}
			return err
		case "sleep":
			ms, _ := strconv.Atoi(f[1])
			time.Sleep(time.Duration(ms) * time.Millisecond)
		case "shot":
			if err := emu(); err != nil {
				return err
			}
			v, err := chromedp.Run(ctx, chromedp.Evaluate[string](`new Promise(r=>document.fonts.ready.then(()=>requestAnimationFrame(()=>r(""))))`, chromedp.EvalAwaitPromise))
			if err != nil {
				return err
			}
			v, err = chromedp.Run(ctx, chromedp.Evaluate[string](check))
			if err != nil {
				return err
			}
			at, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`location.pathname+location.search+" | "+document.documentElement.lang+" | "+document.title`))
			fmt.Printf("== %s [%d %s] %s\n", f[1], width, scheme, at)
			if v != "" {
				fmt.Println(v)
			}
			text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText`))
			os.WriteFile(out+"/"+f[1]+".txt", []byte(text), 0o644)
			raw, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
			if err != nil {
				return err
			}
			return os.WriteFile(out+"/"+f[1]+".png", raw, 0o644)
		}
		return nil
	}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		f := strings.Fields(in.Text())
		if len(f) == 0 || strings.HasPrefix(f[0], "#") {
			continue
		}
		if err := run(f); err != nil {
			fmt.Println("ERR", in.Text(), err)
		}
	}
}
