using NhiEvents.Azure.KeyVault;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>The vault suite with the real client on a local server; and the wire itself.</summary>
public sealed class KeyVaultSecretVaultTests : SecretVaultContract, IAsyncLifetime
{
    private readonly StandInCredential _credential = new();
    private StandInKeyVault _server = null!;
    private KeyVaultSecretVault _vault = null!;

    protected override ISecretVault Vault => _vault;

    public async ValueTask InitializeAsync()
    {
        _server = await StandInKeyVault.StartAsync();
        _vault = new KeyVaultSecretVault(_server.Client(_credential));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_challenge_is_answered_and_the_text_never_goes_with_the_request_that_is_challenged()
    {
        await SetAsync("a-text-to-look-for");

        Assert.Equal(["", "Bearer token-1"], _server.Requests.Select(request => request.Authorization));
        Assert.DoesNotContain("a-text-to-look-for", _server.Requests[0].Body, StringComparison.Ordinal);
        Assert.Equal(["https://vault.azure.net/.default"], _credential.Scopes.Distinct());
    }

    [Theory]
    [InlineData(429, VaultFault.Throttled)]
    [InlineData(500, VaultFault.Transient)]
    [InlineData(503, VaultFault.Transient)]
    [InlineData(401, VaultFault.Forbidden)]
    [InlineData(400, VaultFault.Invalid)]
    public async Task A_refusal_is_told_apart_made_once_and_says_nothing_of_the_text(int status, VaultFault fault)
    {
        _server.AnswerNext(status, """{"error":{"code":"Odd","message":"you sent a-text-to-look-for"}}""");

        var thrown = await Assert.ThrowsAsync<VaultException>(() => SetAsync("a-text-to-look-for"));

        Assert.Equal(fault, thrown.Fault);
        Assert.DoesNotContain("a-text-to-look-for", thrown.ToString(), StringComparison.Ordinal);
        Assert.Single(_server.Requests, request => request is { Method: "PUT", Authorization: not "" });
    }

    [Theory]
    [InlineData("17", 17)]
    [InlineData(null, null)]
    public async Task How_long_to_wait_is_told_where_the_service_says_so(string? retryAfter, int? seconds)
    {
        _server.AnswerNext(429, """{"error":{"code":"Throttled","message":"Too many requests."}}""", retryAfter);

        var thrown = await Assert.ThrowsAsync<VaultException>(() => Vault.ReadAsync("app-secret", null, Ct));

        Assert.Equal((VaultFault.Throttled, seconds), (thrown.Fault, (int?)thrown.RetryAfter?.TotalSeconds));
    }

    [Fact]
    public async Task Versions_come_whole_from_many_pages()
    {
        for (var i = 0; i < 60; i++)
        {
            await SetAsync("text");
            await PassASecondAsync();
        }

        var versions = await Vault.ListVersionsAsync("app-secret", Ct);

        Assert.Equal(60, versions.Select(version => version.Version).Distinct().Count());
        Assert.Equal(versions.OrderByDescending(version => version.CreatedAt), versions);
        Assert.Equal(3, _server.Requests.Count(request => request.Path.EndsWith("/versions", StringComparison.Ordinal) && request.Authorization.Length > 0));
    }

    [Fact]
    public async Task A_list_whose_second_page_fails_is_no_list()
    {
        for (var i = 0; i < 30; i++)
        {
            await SetAsync("text");
        }

        _server.AnswerNext(200, $$"""{"value":[],"nextLink":"{{_server.Address}}secrets/app-secret/versions?api-version=7.6&$skiptoken=25"}""");
        _server.AnswerNext(503);

        Assert.Equal(VaultFault.Transient, (await Assert.ThrowsAsync<VaultException>(() => Vault.ListVersionsAsync("app-secret", Ct))).Fault);
    }

    [Fact]
    public async Task A_caller_without_permission_is_not_taken_for_a_disabled_version()
    {
        await SetAsync("text");
        _server.AnswerNext(403, """{"error":{"code":"Forbidden","message":"The user does not have secrets get permission."}}""");

        var thrown = await Assert.ThrowsAsync<VaultException>(() => Vault.ReadAsync("app-secret", null, Ct));

        Assert.Equal(VaultFault.Forbidden, thrown.Fault);
    }

    protected override Task PassASecondAsync()
    {
        _server.PassASecond();
        return Task.CompletedTask;
    }
}
