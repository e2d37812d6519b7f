using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Functions.Portal.Access;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Portal;

public sealed class PortalDoorTests
{
    private const string Token = "0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task The_printed_link_opens_the_portal_once_it_is_a_cookie()
    {
        await using var portal = await PortalBench.StartAsync([.. PortalBench.Session(Token, PortalRole.Reader)]);

        var opened = await portal.GetAsync("/portal/open?token=" + Token);
        var cookie = Assert.Single(opened.Headers.GetValues("Set-Cookie"));
        Assert.Equal((HttpStatusCode.SeeOther, "/portal/"), (opened.StatusCode, opened.Headers.Location?.ToString()));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Token, cookie, StringComparison.Ordinal);

        var me = await portal.GetAsync("/api/me", ("Cookie", cookie.Split(';')[0]));
        Assert.Equal("Pat", (string?)JsonNode.Parse(await me.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["name"]);
        Assert.Equal(HttpStatusCode.OK, (await portal.GetAsync("/api/me", ("Authorization", "Bearer " + Token))).StatusCode);
    }

    [Theory]
    [InlineData("/portal/open?token=")]
    [InlineData("/portal/open")]
    [InlineData("/portal/open?token=0123456789abcdef0123456789abcdef0123456789abcdee")]
    public async Task A_wrong_link_opens_nothing(string path)
    {
        await using var portal = await PortalBench.StartAsync([.. PortalBench.Session(Token, PortalRole.Reader)]);

        var refused = await portal.GetAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.False(refused.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("Cookie", "nhi-portal=wrong")]
    [InlineData("Cookie", "nhi-portal=" + Token)]
    [InlineData("Authorization", "Bearer wrong")]
    [InlineData("x-functions-key", Token)]
    public async Task A_guess_is_nobody(string header, string value)
    {
        await using var portal = await PortalBench.StartAsync([.. PortalBench.Session(Token, PortalRole.Reader)]);

        Assert.Equal(HttpStatusCode.Unauthorized, (await portal.GetAsync("/api/now", (header, value))).StatusCode);
    }

    [Fact]
    public async Task The_platforms_header_counts_only_where_the_platforms_sign_in_is_on()
    {
        var header = ("X-MS-CLIENT-PRINCIPAL", PortalBench.Principal(["Administrator", "Reader"]));
        await using var onOneMachine = await PortalBench.StartAsync([.. PortalBench.Session(Token, PortalRole.Reader), PortalBench.PlatformIsOn]);
        await using var switchedOff = await PortalBench.StartAsync(new KeyValuePair<string, string?>("Portal:SignIn", "Platform"));
        await using var switchedOn = await PortalBench.StartAsync(PortalBench.Platform);

        Assert.Equal(HttpStatusCode.Unauthorized, (await onOneMachine.GetAsync("/api/now", header)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await switchedOff.GetAsync("/api/now", header)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await switchedOn.GetAsync("/api/now", header)).StatusCode);
    }

    [Theory]
    [InlineData("not base64!")]
    [InlineData("e30=")]
    [InlineData("bnVsbA==")]
    [InlineData("eyJjbGFpbXMiOltdfQ==")]
    public async Task A_principal_that_names_nobody_is_nobody(string header)
    {
        await using var portal = await PortalBench.StartAsync(PortalBench.Platform);

        Assert.Equal(HttpStatusCode.Unauthorized, (await portal.GetAsync("/api/now", ("X-MS-CLIENT-PRINCIPAL", header))).StatusCode);
    }

    [Fact]
    public async Task An_application_reads_and_decides_nothing()
    {
        await using var portal = await PortalBench.StartAsync(PortalBench.Platform);

        var answer = await portal.GetAsync("/api/me", ("X-MS-CLIENT-PRINCIPAL", PortalBench.Principal(["Approver", "Operator", "Reader", "7"], tokenType: "app")));

        var roles = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["roles"]!.AsArray();
        Assert.Equal(["reader"], roles.Select(role => (string?)role));
    }

    [Fact]
    public async Task Every_answer_is_hardened()
    {
        await using var portal = await PortalBench.StartAsync([.. PortalBench.Session(Token, PortalRole.Reader)]);

        foreach (var path in new[] { "/portal/", "/portal/app.js", "/portal/findings", "/portal/open", "/api/now", "/api/me", "/api/findings/none" })
        {
            var answer = await portal.GetAsync(path);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task What_the_caller_has_is_not_sent_again()
    {
        await using var portal = await PortalBench.StartAsync([.. PortalBench.Session(Token, PortalRole.Reader)]);
        var first = await portal.GetAsync("/api/findings", ("Authorization", "Bearer " + Token));

        var again = await portal.GetAsync("/api/findings", ("Authorization", "Bearer " + Token), ("If-None-Match", first.Headers.ETag!.Tag));

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(0, again.Content.Headers.ContentLength ?? 0);
    }

    [Fact]
    public async Task A_query_that_means_nothing_is_a_problem_that_says_so()
    {
        await using var portal = await PortalBench.StartAsync([.. PortalBench.Session(Token, PortalRole.Reader)]);

        var answer = await portal.GetAsync("/api/findings?colour=red", ("Authorization", "Bearer " + Token));

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.StartsWith("colour is no parameter of this list. It has: state,", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changes_something_comes_from_the_portals_own_pages_or_a_program()
    {
        await using var portal = await PortalBench.StartAsync([.. PortalBench.Session(Token, PortalRole.Operator)]);
        var me = ("Authorization", "Bearer " + Token);

        Assert.Equal(HttpStatusCode.Forbidden, (await portal.SendAsync(HttpMethod.Post, "/api/system/stop", me)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await portal.SendAsync(HttpMethod.Post, "/api/system/stop", me, ("X-Nhi-Request", "1"), ("Sec-Fetch-Site", "cross-site"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await portal.SendAsync(HttpMethod.Post, "/api/system/stop", me, ("X-Nhi-Request", "1"), ("Sec-Fetch-Site", "same-site"))).StatusCode);

        var own = await portal.SendAsync(HttpMethod.Post, "/api/system/stop", me, ("X-Nhi-Request", "1"), ("Sec-Fetch-Site", "same-origin"));
        Assert.Equal(HttpStatusCode.BadRequest, own.StatusCode);
        Assert.Contains("The body", await own.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_calls_are_refused_with_a_time()
    {
        await using var portal = await PortalBench.StartAsync([.. PortalBench.Session(Token, PortalRole.Reader), new("Portal:CallsPerMinute", "10")]);
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 25; i++)
        {
            answers.Add(await portal.GetAsync("/api/me", ("Authorization", "Bearer " + Token)));
        }

        // A minute may have ended in between; then it is ten more.
        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.InRange(refused.Count, 5, 15);
        Assert.Equal("60", Assert.Single(refused[0].Headers.GetValues("Retry-After")));
    }

    [Fact]
    public void The_rate_is_per_caller_and_minute_and_its_memory_is_bounded()
    {
        var time = new ManualTime();
        var rate = new CallRate(time);

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => rate.Admits("a", 2)));
        Assert.True(rate.Admits("b", 2));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(rate.Admits("a", 2));
        Assert.Equal(9_999, Enumerable.Range(0, 20_000).Count(i => rate.Admits($"caller {i}", 2)));
    }

    [Fact]
    public async Task The_description_of_the_api_has_every_path_and_no_other()
    {
        await using var portal = await PortalBench.StartAsync([.. PortalBench.Session(Token, PortalRole.Reader)]);
        var answer = await portal.GetAsync("/api/openapi.json", ("Authorization", "Bearer " + Token));
        var document = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        var described = from path in document["paths"]!.AsObject()
                        from operation in path.Value!.AsObject()
                        select $"{operation.Key} {path.Key} {operation.Value!["operationId"]}";
        var existing = from function in portal.App.Functions
                       where function.Trigger is HttpTriggerAttribute && portal.App.RouteOf(function).StartsWith("/api/", StringComparison.Ordinal)
                       from method in ((HttpTriggerAttribute)function.Trigger).Methods!
                       select $"{method} {portal.App.RouteOf(function)} {function.Name}";
        Assert.Equal(existing.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        Assert.All(References(document), reference => Assert.NotNull(reference.Split('/').Skip(1).Aggregate(document, (node, name) => node?[name]!)));

        static IEnumerable<string> References(JsonNode? node) => node switch
        {
            JsonObject all => all.SelectMany(member => member.Key == "$ref" ? [(string)member.Value!] : References(member.Value)),
            JsonArray items => items.SelectMany(References),
            _ => [],
        };
    }

    [Theory]
    [InlineData("/portal/", "text/html")]
    [InlineData("/portal/findings", "text/html")]
    [InlineData("/portal/identities/some-id", "text/html")]
    [InlineData("/portal/app.js", "text/javascript")]
    [InlineData("/portal/portal.css", "text/css")]
    public async Task Pages_are_served_to_anybody(string path, string type)
    {
        await using var portal = await PortalBench.StartAsync([.. PortalBench.Session(Token, PortalRole.Reader)]);

        var answer = await portal.GetAsync(path);

        Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(HttpStatusCode.NotFound, (await portal.GetAsync("/portal/none.js")).StatusCode);
    }

    [Fact]
    public void The_document_names_every_module_so_that_none_waits_for_another()
    {
        var folder = Path.Combine(Repository.Root, "functions", "Portal", "Pages");
        var modules = Directory.EnumerateFiles(folder, "*.js", SearchOption.AllDirectories).Select(file => "/portal/" + Path.GetRelativePath(folder, file).Replace('\\', '/'));

        var named = Regex.Matches(File.ReadAllText(Path.Combine(folder, "index.html")), "<(?:link rel=\"modulepreload\" href|script type=\"module\" src)=\"([^\"]+)\"").Select(one => one.Groups[1].Value);

        Assert.Equal(modules.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }
}
