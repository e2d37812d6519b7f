using System.Net;
using System.Net.Sockets;
using System.Text;
using NhiEvents.Tests;

namespace NhiEvents.Scenarios;

/// <summary>Ctrl+C is heard at any time, and never answered with a stack trace.</summary>
public sealed class CtrlCTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_demo_is_stopped_in_one_line()
    {
        using var demo = Nhi.Start(["demo", "--seconds", "600", "--out", _folder["report"]]);
        await demo.StandardOutput.ReadLineAsync();

        CtrlC.Press(demo);

        var ran = await Nhi.EndAsync(demo);
        Assert.Equal((130, "nhi: stopped before it was done.\n"), (ran.ExitCode, ran.Errors));
    }

    [Fact]
    public async Task Logs_that_never_come_are_not_waited_for()
    {
        using var replay = Nhi.Start(["replay", Path.Combine(Repository.Root, "samples", "mfa-day.ndjson"), "-", "--out", _folder["report"]]);
        await replay.StandardInput.WriteLineAsync(new string(' ', 100_000)); // more than a pipe holds: when this is through, somebody reads it

        CtrlC.Press(replay);

        var ran = await Nhi.EndAsync(replay).WaitAsync(TimeSpan.FromSeconds(14), TestContext.Current.CancellationToken);
        Assert.Equal((130, "nhi: stopped before it was done.\n"), (ran.ExitCode, ran.Errors));
    }

    [Fact]
    public async Task A_host_that_is_starting_hears_it()
    {
        using var host = Nhi.Start(["run", "--state", _folder["state"], "--port", $"{FreePorts.Next()}"]);
        await host.StandardOutput.ReadLineAsync(); // the first of the addresses

        CtrlC.Press(host);

        var ran = await Nhi.EndAsync(host);
        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        Assert.EndsWith("Stopped.\n", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_whose_rest_never_comes_does_not_hold_up_the_end()
    {
        using var host = await RunningHost.StartAsync(_folder["state"]);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, host.Port, TestContext.Current.CancellationToken);
        var key = await File.ReadAllTextAsync(_folder["state/function.key"], TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /api/logs HTTP/1.1\r\nHost: nhi\r\nx-functions-key: {key}\r\nContent-Length: 1000\r\n\r\n{{"), TestContext.Current.CancellationToken);
        await host.Client.GetAsync(host.Portal + "/api/health", TestContext.Current.CancellationToken); // by now the first request is being read

        Assert.Equal(0, (await host.StopAsync()).ExitCode);
    }

    public void Dispose() => _folder.Dispose();
}
