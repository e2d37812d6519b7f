using NhiEvents.Tests;

namespace NhiEvents.Scenarios;

/// <summary>Input that changes or is kept from us while it is read: a clear line or a rejected record, never a stack trace.</summary>
public sealed class BadInputTests : IDisposable
{
    private static readonly string Sample = Path.Combine(Repository.Root, "samples", "mfa-day.ndjson");

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_folder_that_may_not_be_read_is_one_line_that_says_what_to_do()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("this user may read everything");
            return;
        }

        _folder.Write("closed/log.ndjson", "{}");
        var closed = new DirectoryInfo(_folder["closed"]) { UnixFileMode = UnixFileMode.None };
        try
        {
            var ran = await Nhi.RunAsync("replay", closed.FullName, "--out", _folder["out"]);

            Assert.Equal((2, ""), (ran.ExitCode, ran.Output));
            Assert.Contains("Let this user read it", Assert.Single(ran.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        }
        finally
        {
            closed.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }
    }

    [Fact]
    public async Task A_result_that_cannot_be_written_is_one_line_and_the_input_stays_as_it_was()
    {
        _folder.Write("out/findings.json.part/in-the-way", "");

        var ran = await Nhi.HereAsync("replay", Sample, "--out", _folder["out"]);

        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("findings.json was not written", Assert.Single(ran.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_grows_or_shrinks_while_it_is_read_gives_what_could_be_read(bool grows)
    {
        var rows = File.ReadAllText(Sample);
        var path = _folder["logs/live.ndjson"];
        _folder.Write("logs/live.ndjson", string.Concat(Enumerable.Repeat(rows, 200)));
        using var ended = new CancellationTokenSource();
        var writer = Task.Run(
            () =>
            {
                using var live = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                for (var length = live.Length; !ended.IsCancellationRequested && length > 100_000; length += grows ? 7_001 : -70_001)
                {
                    live.SetLength(length);
                    Thread.Yield();
                    if (length > 100_000_000)
                    {
                        return;
                    }
                }
            },
            TestContext.Current.CancellationToken);

        var ran = await Nhi.HereAsync("replay", _folder["logs"], "--out", _folder["out"]);
        await ended.CancelAsync();
        await writer;

        Assert.True(ran.ExitCode is 0 or 2, ran.Errors);
        Assert.DoesNotContain("   at ", ran.Output + ran.Errors, StringComparison.Ordinal);
        Assert.Equal(ran.ExitCode is 0, File.Exists(_folder["out/findings.json"]));
    }

    public void Dispose() => _folder.Dispose();
}
