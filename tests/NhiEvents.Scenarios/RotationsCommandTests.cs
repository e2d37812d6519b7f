namespace NhiEvents.Scenarios;

public sealed class RotationsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string State => _folder["state"];

    [Fact]
    public async Task What_people_ask_lies_in_the_state_folder_until_a_host_takes_it()
    {
        Directory.CreateDirectory(State);

        // Two operators at once: neither knows of the other, and neither's word is lost.
        var starts = await Task.WhenAll(StartAsync("pat"), StartAsync("olga"));
        Assert.All(starts, start => Assert.Equal((0, ""), Exit(start)));
        Assert.Equal((0, ""), Exit(await AskAsync("hold", "r1", "--of", "application-1", "--reason", "wait")));
        Assert.Equal((0, ""), Exit(await AskAsync("resume", "r1", "--of", "application-1")));
        Assert.Equal((0, ""), Exit(await AskAsync("abort", "r1", "--of", "application-1", "--reason", "no")));

        var asked = Directory.GetFiles(Path.Combine(State, "commands")).Order(StringComparer.Ordinal).Select(File.ReadAllText).ToList();
        Assert.Equal(5, asked.Count);
        Assert.All(asked, one => Assert.Contains("\"queue\":\"rotations\"", one, StringComparison.Ordinal));
        Assert.Equal(["olga", "pat"], asked.Where(one => one.Contains("\"kind\":\"start-rotation\"", StringComparison.Ordinal)).Select(one => one.Contains("\"requesterId\":\"olga\"", StringComparison.Ordinal) ? "olga" : "pat").Order(StringComparer.Ordinal));
        Assert.All(["hold-rotation", "resume-rotation", "abort-rotation"], kind => Assert.Single(asked, one => one.Contains($"\"kind\":\"{kind}\"", StringComparison.Ordinal)));

        // No tenant is connected here: the host takes the commands and refuses them, and nothing is rotated.
        Assert.Equal(0, (await Nhi.RunUntilIdleAsync(State)).ExitCode);
        Assert.Empty(Directory.GetFiles(Path.Combine(State, "commands")));
        Assert.Contains("0 rotation(s); 0 wait for a person.", (await Nhi.HereAsync("rotations", "list", "--state", State)).Output, StringComparison.Ordinal);
        Assert.Contains("0 credential(s)", (await Nhi.HereAsync("credentials", "--state", State)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("show", "no-such")]
    [InlineData("list")]
    public async Task Without_a_state_folder_one_line_says_so(params string[] arguments)
    {
        var refused = await Nhi.HereAsync(["rotations", .. arguments, "--state", State]);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("nothing has run there yet", refused.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<Ran> StartAsync(string person) => AskAsAsync(person, "start", "application-1", "--key", "key-1", "--reason", "leaving");

    private Task<Ran> AskAsync(string word, params string[] more) => AskAsAsync("pat", word, more);

    private Task<Ran> AskAsAsync(string person, string word, params string[] more) => Nhi.HereAsync(["rotations", word, .. more, "--tenant", "contoso", "--as", person, "--state", State]);

    private static (int, string) Exit(Ran ran) => (ran.ExitCode, ran.Errors);
}
