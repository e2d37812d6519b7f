using System.Diagnostics;
using NhiEvents.Tests;

namespace NhiEvents.Scenarios;

/// <summary>A <c>nhi run</c> that is up, with a client for its addresses.</summary>
internal sealed class RunningHost : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private RunningHost(Process process, Task<string> errors, int port, string key, string portalToken)
    {
        (_process, _errors, Port) = (process, errors, port);
        Client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        Client.DefaultRequestHeaders.Add("x-functions-key", key);
        Client.DefaultRequestHeaders.Add("Authorization", "Bearer " + portalToken);
    }

    /// <summary>Port of the first app.</summary>
    public int Port { get; }

    /// <summary>Sends the function key and the portal's token.</summary>
    public HttpClient Client { get; }

    public string Ingest => Address(0);

    public string Detection => Address(1);

    public string Portal => Address(6);

    /// <summary>A port that was free a moment ago may be another test's by now: then with other ports.</summary>
    public static async Task<RunningHost> StartAsync(string state)
    {
        for (var attempts = 5; ; attempts--)
        {
            var port = FreePorts.Next();
            var process = Nhi.Start(["run", "--state", state, "--port", $"{port}"]);
            var errors = process.StandardError.ReadToEndAsync();
            var portalToken = "";
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("Portal, everything", StringComparison.Ordinal))
                {
                    portalToken = line[(line.IndexOf("token=", StringComparison.Ordinal) + "token=".Length)..];
                }

                if (line.StartsWith("Key for these addresses", StringComparison.Ordinal))
                {
                    return new RunningHost(process, errors, port, File.ReadAllText(Path.Combine(state, "function.key")), portalToken);
                }
            }

            var said = await errors;
            if (attempts == 1 || !said.Contains(" is taken", StringComparison.Ordinal))
            {
                throw new InvalidOperationException("nhi run did not start: " + said);
            }
        }
    }

    /// <summary>Stops it; returns the exit code and what it said on standard error.</summary>
    public async Task<(int ExitCode, string Errors)> StopAsync()
    {
        CtrlC.Press(_process);
        _ = _process.StandardOutput.ReadToEndAsync();
        Assert.True(_process.WaitForExit(TimeSpan.FromSeconds(30)), "nhi run did not stop when it was told to");
        return (_process.ExitCode, await _errors);
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private string Address(int app) => $"http://127.0.0.1:{Port + app}";
}
