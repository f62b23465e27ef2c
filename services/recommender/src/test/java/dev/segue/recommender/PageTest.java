package dev.segue.recommender;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.segue.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The page in a real browser, worked by keyboard as a person would. Leaves screenshots in target/screenshots.
@QuarkusTest
@WithTestResource(PlatformResource.class)
class PageTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> FLAGS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private static @Nullable Playwright playwright;
    private static @Nullable Browser browser;

    @TestHTTPResource
    URI address;

    private @Nullable BrowserContext context;
    private Page page;
    private final List<String> errors = new ArrayList<>();

    @BeforeAll
    static void openBrowser() {
        Optional<Path> chromium = Stream.of("chromium", "chromium-browser", "google-chrome")
                .map(name -> Path.of("/usr/bin", name))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(chromium.isPresent(), "No Chromium in /usr/bin: the page is not tested in a browser");
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium.get())
                        .setArgs(FLAGS));
    }

    @AfterAll
    static void closeBrowser() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void waitUntilReady() {
        var api = new Api(address);
        eventually(
                "the recommender to be ready",
                PATIENCE,
                () -> api.get("/q/health/ready").status() == 200);
        open(ColorScheme.LIGHT, 1100, 1000);
    }

    @AfterEach
    void closePage() {
        if (context != null) {
            context.close();
        }
        assertThat(errors).as("errors in the browser's console").isEmpty();
    }

    @Test
    void continuesASongFoundByKeyboard() {
        // Given
        page.navigate(address.toString());
        shoot("1-empty");

        // When
        search("slow har");
        shoot("2-search");
        page.keyboard().press("Enter");
        search("easy now");
        page.keyboard().press("Enter");

        // Then
        assertThat(seeds()).hasCount(2);
        assertThat(items()).not().hasCount(0);
        assertThat(items().first().locator(".why")).hasText(Pattern.compile("because: with .+ in \\d+ playlists?.*"));
        assertThat(page.locator("#status-text")).containsText("model scenes-");
        shoot("3-continuation");
    }

    @Test
    void followsTheComboboxPattern() {
        // Given
        page.navigate(address.toString());

        // When
        search("neon");
        Locator query = page.locator("#query");

        // Then
        assertThat(query).hasAttribute("aria-expanded", "true");
        assertThat(query).hasAttribute("aria-activedescendant", "option-0");
        page.keyboard().press("Escape");
        assertThat(query).hasAttribute("aria-expanded", "false");
        assertThat(query).hasValue("neon");
        page.keyboard().press("ArrowDown");
        assertThat(query).hasAttribute("aria-expanded", "true");
        page.keyboard().press("Enter");
        assertThat(seeds()).hasCount(1);
        page.keyboard().press("Backspace");
        assertThat(seeds()).hasCount(0);
        assertThat(page.locator("#empty")).isVisible();
    }

    @Test
    void movesThroughSuggestionsWithTheArrows() {
        // Given
        page.navigate(address.toString());
        search("tidewater");

        // When
        page.keyboard().press("ArrowDown");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("ArrowUp");

        // Then
        assertThat(page.locator("#query")).hasAttribute("aria-activedescendant", "option-1");
        assertThat(page.locator("#suggestions [aria-selected=true]")).hasCount(1);
    }

    @Test
    void dismissesASongAndRanksAgain() {
        // Given
        page.navigate(address + "?seed=demo:kindling");
        String first = items().first().getAttribute("data-id");

        // When
        items().first().locator("button[aria-label^=Dismiss]").click();

        // Then
        assertThat(page.locator(".item[data-id='" + first + "']")).hasCount(0);
        assertThat(items().first()).isVisible();
    }

    @Test
    void bringsMoreWithoutRepeating() {
        // Given
        page.navigate(address + "?seed=demo:kindling");
        assertThat(items()).hasCount(20);

        // When
        page.locator("#more").click();

        // Then
        assertThat(items()).not().hasCount(20);
        Object ids = page.evaluate("[...document.querySelectorAll('.item')].map(item => item.dataset.id)");
        assertThat((List<?>) ids).doesNotHaveDuplicates();
    }

    @Test
    void keepsSeedsAndTitleInTheAddress() {
        // Given
        page.navigate(address.toString());
        search("glass b");
        page.keyboard().press("Enter");
        page.locator("#title").fill("late night drive");
        assertThat(page.locator("#continuation-heading")).hasText("late night drive, continued");

        // When
        String link = page.url();
        page.navigate("about:blank");
        page.navigate(link);

        // Then
        assertThat(link).contains("seed=demo%3Aglass-boulevard", "title=late+night+drive");
        assertThat(seeds()).containsText(new String[] {"Glass Boulevard"});
        assertThat(page.locator("#title")).hasValue("late night drive");
        assertThat(items()).not().hasCount(0);
    }

    @Test
    void saysWhenNothingIsKnownOfASong() {
        // When
        page.navigate(address + "?seed=demo:unheard-of");

        // Then
        assertThat(page.locator("#notice")).containsText("None of this is in any playlist here");
        assertThat(page.locator(".chip.unresolved")).hasCount(1);
        shoot("4-fallback");
        errors.clear(); // the 404 of the unknown song
    }

    @Test
    void saysWhenTheServiceCannotBeReached() {
        // Given
        page.navigate(address.toString());
        context.setOffline(true);

        // When
        page.locator("#title").fill("anything");

        // Then
        assertThat(page.locator("#notice")).containsText("cannot be reached");
        shoot("5-offline");
        context.setOffline(false);
        page.locator("#notice button").click();
        assertThat(items()).not().hasCount(0);
        errors.clear(); // the refused connections
    }

    @Test
    void keepsItsLooksInTheDarkAndOnAPhone() {
        // Given
        String link = address + "?seed=demo:last-train-to-aurora&seed=demo:neon-orchard&title=late+night+drive";

        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(360, 1100)) {
                // When
                open(scheme, width, 900);
                page.navigate(link);
                assertThat(items()).not().hasCount(0);

                // Then
                Object overflow =
                        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
                assertThat(overflow).as("pixels wider than the window").isEqualTo(0);
                assertThat(contrast()).as("lowest contrast of text, WCAG AA").isGreaterThanOrEqualTo(4.5);
                shoot("6-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width);
            }
        }
    }

    private void open(ColorScheme scheme, int width, int height) {
        if (context != null) {
            context.close();
        }
        context = browser.newContext(
                new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, height));
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                errors.add(message.text());
            }
        });
        page.onPageError(errors::add);
    }

    private void search(String text) {
        page.keyboard().press("/");
        page.locator("#query").pressSequentially(text);
        assertThat(page.locator("#option-0")).isVisible();
    }

    private Locator seeds() {
        return page.locator("#seeds .chip");
    }

    private Locator items() {
        return page.locator("#items .item");
    }

    /// Lowest contrast ratio between a visible text and the background behind it (WCAG 2.2, 1.4.3).
    private double contrast() {
        return ((Number) page.evaluate("""
                        () => {
                          const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
                          const channel = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
                          const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
                          const behind = (element) => {
                            for (let at = element; at; at = at.parentElement) {
                              const colour = parse(getComputedStyle(at).backgroundColor);
                              if (colour.length < 4 || colour[3] === 1) return colour;
                            }
                            return [255, 255, 255];
                          };
                          let lowest = 21;
                          for (const element of document.querySelectorAll('body *')) {
                            const said = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
                            if (!said || !element.checkVisibility() || element.closest('.visually-hidden, .skip')) continue;
                            const [a, b] = [luminance(parse(getComputedStyle(element).color)), luminance(behind(element))];
                            lowest = Math.min(lowest, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
                          }
                          return lowest;
                        }""")).doubleValue();
    }

    private void shoot(String name) {
        page.waitForFunction("document.getAnimations().every(a => a.playState !== 'running')");
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "screenshots", name + ".png"))
                .setFullPage(true));
    }
}
