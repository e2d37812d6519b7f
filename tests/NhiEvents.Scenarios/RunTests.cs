using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Scenarios;

/// <summary>What comes in through the addresses of a running host, and its end.</summary>
public sealed class RunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Pushed_rows_become_findings_in_the_portal()
    {
        using var host = await RunningHost.StartAsync(_folder["state"]);

        var pushed = await host.Client.PostAsync(host.Ingest + "/api/logs", new StringContent(string.Join('\n', SampleLogs.Lines(hours: 2))));

        Assert.Equal(HttpStatusCode.OK, pushed.StatusCode);
        var findings = await FindingsAsync(host, SampleLogs.Findings);
        Assert.All(findings, finding => Assert.Equal(2, finding.Count));
    }

    [Fact]
    public async Task A_push_says_what_it_could_not_read()
    {
        using var host = await RunningHost.StartAsync(_folder["state"]);

        var pushed = await host.Client.PostAsync(host.Ingest + "/api/logs", new StringContent("{ no json\n" + SampleLogs.Lines(hours: 1)[0]));

        var counts = await pushed.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal((2, 1), ((int)counts!["read"]!, (int)counts["rejected"]!));
    }

    [Fact]
    public async Task Event_grid_deliveries_three_times_and_shuffled_count_once()
    {
        using var host = await RunningHost.StartAsync(_folder["state"]);
        var events = Enumerable.Range(0, 120).Select(Failure).ToList();
        var deliveries = events.Concat(events).Concat(events).ToArray();
        new Random(11).Shuffle(deliveries);

        await Parallel.ForEachAsync(deliveries.Chunk(25), async (batch, ct) =>
        {
            using var content = new StringContent($"[{string.Join(',', batch)}]", Encoding.UTF8, "application/cloudevents-batch+json");
            var delivered = await host.Client.PostAsync(host.Detection + "/runtime/webhooks/EventGrid?functionName=DetectSignIns", content, ct);
            Assert.Equal(HttpStatusCode.Accepted, delivered.StatusCode);
        });

        var findings = await FindingsAsync(host, 4, all => all.Sum(finding => finding.Count) >= 120);
        Assert.Equal([30, 30, 30, 30], findings.Select(finding => finding.Count));
    }

    [Fact]
    public async Task Stops_in_order_and_keeps_its_state()
    {
        using (var host = await RunningHost.StartAsync(_folder["state"]))
        {
            await host.Client.PostAsync(host.Ingest + "/api/logs", new StringContent(string.Join('\n', SampleLogs.Lines(hours: 1))));
            await FindingsAsync(host, SampleLogs.Findings - SampleLogs.UnknownCodes);

            var second = await Nhi.RunAsync("run", "--state", _folder["state"], "--port", "29990");
            Assert.Equal(2, second.ExitCode);
            Assert.Single(second.Errors.TrimEnd().Split('\n'));

            Assert.Equal((0, ""), await host.StopAsync());
        }

        var findings = await Nhi.HereAsync("findings", "--state", _folder["state"], "--out", _folder["out"]);
        Assert.Equal(0, findings.ExitCode);
        var document = JsonSerializer.Deserialize(File.ReadAllText(_folder["out/findings.json"]), NhiJson.Default.FindingsDocument)!;
        Assert.Equal(SampleLogs.Findings - SampleLogs.UnknownCodes, document.Findings.Count);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Asks until the findings are there; the system works while we ask.</summary>
    internal static async Task<IReadOnlyList<Finding>> FindingsAsync(RunningHost host, int expected, Func<IReadOnlyList<Finding>, bool>? complete = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var document = await host.Client.GetFromJsonAsync(host.Portal + "/api/export/findings", NhiJson.Default.FindingsDocument, limit.Token);
            if (document!.Findings.Count >= expected && complete?.Invoke(document.Findings) != false)
            {
                Assert.Equal(expected, document.Findings.Count);
                return document.Findings;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit.Token); // the portal refuses who asks too often
        }
    }

    private static string Failure(int number)
    {
        var principal = $"aaaaaaaa-0000-4000-8000-{number % 4:x12}";
        var signIn = new SignIn(
            "contoso", MessageIds.From($"{number}")[..16], $"row-{number}", SignInKind.ServicePrincipal,
            new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero).AddMinutes(7 * number), principal, 7000222, [EvidenceKinds.ServicePrincipal], [], [])
        {
            AppId = principal,
            DisplayName = $"job-{number % 4}",
        };
        return new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = signIn.Key,
            ["type"] = EventTypes.SignIn,
            ["source"] = "/tenants/contoso",
            ["subject"] = "identities/" + principal,
            ["time"] = signIn.At.ToString("o"),
            ["datacontenttype"] = "application/json",
            ["data"] = JsonSerializer.SerializeToNode(signIn, NhiJson.Default.SignIn),
        }.ToJsonString();
    }
}
