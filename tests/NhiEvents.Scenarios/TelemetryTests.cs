using System.Diagnostics;
using System.Net;
using System.Text;
using NhiEvents.Tests;

namespace NhiEvents.Scenarios;

/// <summary>The metrics of a running system, as a collector gets them.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_collector_gets_the_meter_of_a_run()
    {
        _folder.Write("logs.ndjson", string.Join('\n', SampleLogs.Lines(hours: 1)));
        var port = FreePorts.Next();
        using var collector = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        collector.Start();
        var received = CollectAsync(collector);

        var ran = await RunAsync($"http://127.0.0.1:{port}");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        collector.Stop();
        var requests = await received;
        var metrics = string.Concat(requests.Where(request => request.Path == "/v1/metrics").Select(request => request.Body));
        Assert.All(["Ingest.Rows", "Detection.Findings", "NHI101", "service.name"], name => Assert.Contains(name, metrics, StringComparison.Ordinal));
        Assert.DoesNotContain("svc-batch", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_is_not_there_delays_nothing()
    {
        _folder.Write("logs.ndjson", string.Join('\n', SampleLogs.Lines(hours: 1)));

        var ran = await RunAsync("http://127.0.0.1:9");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
    }

    [Fact]
    public async Task An_address_that_is_none_is_one_clear_line()
    {
        _folder.Write("logs.ndjson", SampleLogs.Lines(hours: 1)[0]);

        var ran = await RunAsync("collector:4317");

        Assert.Equal(2, ran.ExitCode);
        Assert.Equal("nhi: OTEL_EXPORTER_OTLP_ENDPOINT=collector:4317 is no http or https address, such as http://127.0.0.1:4317.", ran.Errors.TrimEnd());
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<List<(string Path, string Body)>> CollectAsync(HttpListener collector)
    {
        var requests = new List<(string, string)>();
        while (true)
        {
            try
            {
                var context = await collector.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                requests.Add((context.Request.Url!.AbsolutePath, Encoding.Latin1.GetString(body.ToArray())));
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return requests;
            }
        }
    }

    private async Task<Ran> RunAsync(string endpoint)
    {
        var start = Nhi.Command(["run", "--state", _folder["state"], "--feed", _folder["logs.ndjson"], "--until-idle", "--port", $"{FreePorts.Next()}"]);
        start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;
        start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        using var process = Process.Start(start)!;
        return await Nhi.EndAsync(process);
    }
}
