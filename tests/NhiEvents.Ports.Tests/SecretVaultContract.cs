using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests;

/// <summary>What every vault must do. A provider's suite: inherit, supply an empty vault.</summary>
public abstract class SecretVaultContract
{
    private const string Name = "app-secret";

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract ISecretVault Vault { get; }

    /// <summary>Until two versions can be told apart by when they were made: Key Vault counts whole seconds.</summary>
    protected abstract Task PassASecondAsync();

    [Fact]
    public async Task What_was_set_is_read_and_the_newest_version_is_current()
    {
        var first = await SetAsync("text-1");
        await PassASecondAsync();
        var second = await SetAsync("text-2");

        Assert.NotEqual(first.Version, second.Version);
        Assert.Equal("text-2", (await Vault.ReadAsync(Name, null, Ct))!.Reveal());
        Assert.Equal("text-1", (await Vault.ReadAsync(Name, first.Version, Ct))!.Reveal());
        Assert.Equal([second.Version, first.Version], (await Vault.ListVersionsAsync(Name, Ct)).Select(version => version.Version));
    }

    [Fact]
    public async Task Tags_and_end_are_kept_with_each_version()
    {
        var ends = new DateTimeOffset(2027, 1, 2, 3, 4, 5, TimeSpan.Zero);

        await Vault.SetAsync(Name, new SecretValue("text"), new SecretProperties(ends, Tags(("key-id", "k-1"), ("rotation", "r-1"))), Ct);
        await PassASecondAsync();
        await SetAsync("other");

        var versions = await Vault.ListVersionsAsync(Name, Ct);
        Assert.Empty(versions[0].Tags);
        Assert.Equal(("k-1", "r-1", ends, true), (versions[1].Tag("key-id"), versions[1].Tag("rotation"), versions[1].ExpiresAt, versions[1].Enabled));
        Assert.Null(versions[1].Tag("none"));
    }

    [Fact]
    public async Task Properties_change_and_the_text_stays()
    {
        var version = await SetAsync("text");
        var ends = new DateTimeOffset(2027, 6, 1, 0, 0, 0, TimeSpan.Zero);

        var updated = await Vault.UpdateAsync(Name, version.Version, new SecretProperties(ends, Tags(("retired", "yes"))), Ct);
        await Vault.UpdateAsync(Name, version.Version, new SecretProperties(ends, Tags(("retired", "yes"))), Ct);

        Assert.Equal((version.Version, ends, "yes"), (updated.Version, updated.ExpiresAt, updated.Tag("retired")));
        Assert.Equal("text", (await Vault.ReadAsync(Name, null, Ct))!.Reveal());
        Assert.Single(await Vault.ListVersionsAsync(Name, Ct));
    }

    [Fact]
    public async Task A_disabled_version_is_listed_and_gives_no_text_until_it_is_enabled_again()
    {
        var version = await SetAsync("text");

        await Vault.UpdateAsync(Name, version.Version, new SecretProperties(null, Tags(), Enabled: false), Ct);

        Assert.False(Assert.Single(await Vault.ListVersionsAsync(Name, Ct)).Enabled);
        Assert.Null(await Vault.ReadAsync(Name, version.Version, Ct));
        Assert.Null(await Vault.ReadAsync(Name, null, Ct));

        await Vault.UpdateAsync(Name, version.Version, new SecretProperties(null, Tags()), Ct);
        Assert.Equal("text", (await Vault.ReadAsync(Name, null, Ct))!.Reveal());
    }

    [Fact]
    public async Task What_is_not_there_is_nothing()
    {
        Assert.Empty(await Vault.ListVersionsAsync("no-such-secret", Ct));
        Assert.Null(await Vault.ReadAsync("no-such-secret", null, Ct));
        Assert.Equal(VaultFault.NotFound, (await Assert.ThrowsAsync<VaultException>(() => Vault.UpdateAsync("no-such-secret", "1", new SecretProperties(null, Tags()), Ct))).Fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("a/b")]
    public async Task A_name_that_no_vault_takes_is_refused(string name) =>
        Assert.Equal(VaultFault.Invalid, (await Assert.ThrowsAsync<VaultException>(() => Vault.SetAsync(name, new SecretValue("text"), new SecretProperties(null, Tags()), Ct))).Fault);

    [Fact]
    public async Task Any_text_comes_back_as_it_was()
    {
        const string Odd = "a\"b\\c\nd ~_é€\U0001F511";

        await SetAsync(Odd);

        Assert.Equal(Odd, (await Vault.ReadAsync(Name, null, Ct))!.Reveal());
    }

    protected Task<SecretVersion> SetAsync(string text) => Vault.SetAsync(Name, new SecretValue(text), new SecretProperties(null, Tags()), Ct);

    protected static Dictionary<string, string> Tags(params (string Name, string Value)[] tags) => tags.ToDictionary(tag => tag.Name, tag => tag.Value);
}
