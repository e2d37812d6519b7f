using NhiEvents.Tests;

namespace NhiEvents.Scenarios;

/// <summary>A command line that cannot be carried out: one line says what to type instead, in no words of a programmer.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("--out is empty; is a variable not set? See: nhi replay --help", "replay", "logs", "--out", "")]
    [InlineData("An argument is empty; is a variable not set? See: nhi replay --help", "replay", "", "--out", "report")]
    [InlineData("--on takes a day, such as 2026-03-02, and 'soon' is none. See: nhi preflight --help", "preflight", "a", "--on", "soon")]
    [InlineData("--severity takes one of low, medium, high, critical, and 'x' is none. See: nhi playbooks explain --help", "playbooks", "explain", "NHI101", "--severity", "x")]
    [InlineData("--port takes a number from 1 to 65529: each of the 7 apps has its own. See: nhi run --help", "run", "--port", "-1")]
    [InlineData("--port takes a number from 1 to 65529: each of the 7 apps has its own. See: nhi run --help", "run", "--port", "65530")]
    [InlineData("--port takes a number from 1 to 65529: each of the 7 apps has its own. See: nhi doctor --help", "doctor", "--port", "-1")]
    [InlineData("--port takes a whole number up to 2147483647, and '7071a' is none. See: nhi run --help", "run", "--port", "7071a")]
    public async Task Is_refused_in_one_line(string said, params string[] command)
    {
        var ran = await Nhi.HereAsync(command);

        Assert.Equal((2, $"nhi: {said}\n"), (ran.ExitCode, ran.Errors));
    }

    [Theory]
    [InlineData("run", "--until-idle", "--state")]
    [InlineData("demo", "--seconds", "1", "--out")]
    [InlineData("replay", "samples/mfa-day.ndjson", "--out")]
    [InlineData("simulate", "--humans", "0", "--identities", "1", "--out")]
    public async Task A_file_is_no_folder_to_write_to(params string[] command)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", "");

        var ran = await Nhi.HereAsync([.. command.Select(word => word.StartsWith("samples/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, word) : word), file]);

        Assert.Equal((2, $"nhi: {file} is a file, and a folder is needed. Give another path.\n"), (ran.ExitCode, ran.Errors));
    }
}
