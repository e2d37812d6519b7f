namespace NhiEvents.Scenarios;

/// <summary>Commands that reach an installation on Azure, as far as a machine without one goes.</summary>
public sealed class AzureCommandTests : IDisposable
{
    private const string Person = "0c1f4a52-3d0e-4b8e-9a61-0f2d5c8b7e10";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("ledger", "verify", "--seals", "https://seals.invalid")]
    [InlineData("ledger", "show")]
    [InlineData("privacy", "report", Person)]
    [InlineData("uninstall", "--as", Person, "--namespace", "bus.invalid")]
    public async Task An_installation_that_does_not_answer_is_one_line(params string[] command)
    {
        string[] output = command[0] == "uninstall" ? ["--out", _folder["farewell"]] : [];

        var ran = await Nhi.HereAsync([.. command, .. output, "--tables", "https://tables.invalid"]);

        Assert.Equal(2, ran.ExitCode);
        Assert.StartsWith("nhi: ", ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("as expected type", ran.Errors, StringComparison.Ordinal);
        Assert.Single(ran.Errors.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("http://tables.invalid")]
    [InlineData("tables.invalid")]
    public async Task A_token_goes_to_an_https_address_or_nowhere(string address)
    {
        var ran = await Nhi.HereAsync("ledger", "verify", "--tables", address);

        Assert.Equal((2, $"nhi: --tables takes an https address (a token must not go out unprotected), and '{address}' is none. See: nhi ledger verify --help\n"), (ran.ExitCode, ran.Errors));
    }

    public void Dispose() => _folder.Dispose();
}
