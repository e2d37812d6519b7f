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
    public async Task A_host_that_is_starting_hears_it()
    {
        using var host = Nhi.Start(["run", "--state", _folder["state"], "--port", $"{FreePorts.Next()}"]);
        await host.StandardOutput.ReadLineAsync(); // the first of the addresses

        CtrlC.Press(host);

        var ran = await Nhi.EndAsync(host);
        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        Assert.EndsWith("Stopped.\n", ran.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
