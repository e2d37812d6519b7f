using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Ticketing.Inbound;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Ports;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Functions.Tests.Ticketing;

/// <summary>Proposed reactions are decided in their ticket, over HTTP, through all apps; the simulated tenant shows what came of it.</summary>
[Collection(WebhookAttackTests.Alone)]
public sealed partial class WebhookReactionTests : IAsyncLifetime
{
    private const string Attacked = "11111111-0000-4000-8000-000000000001";

    private static readonly DateTimeOffset Long = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SqliteDatabase _database = SqliteDatabase.OpenInMemory();
    private SimulatedTenant _tenant = null!;
    private WebhookHost _host = null!;
    private string _ticket = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _tenant = new SimulatedTenant(_database, new TenantOptions("tenant", 7) { Timings = TenantTimings.Immediate }, TimeProvider.System);
        _tenant.Administration.Seed([User(Attacked, "svc-backup", UserKind.ServiceAccount), User(WebhookHost.Account, "Ann", UserKind.Person)]);
        var caller = new TenantCaller("ours", "ours", "NhiEvents", new HashSet<string>
        {
            "User.Read.All", "Application.Read.All", "GroupMember.Read.All", "RoleManagement.Read.Directory", "User.EnableDisableAccount.All", "User.RevokeSessions.All",
        });
        var settings = new Dictionary<string, string?> { [$"{WebhookOptions.Section}:Senders:standard:Actions:4"] = "ApproveReaction" };
        _host = await WebhookHost.StartAsync(settings, TenantPorts.Of(_tenant, caller, TenantPorts.None.Seals));
        var now = TimeProvider.System.GetUtcNow();
        var finding = new Finding(
            "finding-1", "NHI211", "right-password-wrong-place", Severity.Critical, new IdentityRef(Attacked, IdentityKind.ServiceAccount, "svc-backup"), "Storage team", "Its password is used from elsewhere.",
            new Evidence([], [50076], [], [], [], [], []), [new Remedy("Change the password", ["Change it."])], [], now, now, 3, FindingState.Open);
        var message = new OutgoingMessage("finding-1", FindingChanged.Kind, JsonSerializer.SerializeToUtf8Bytes(new FindingChanged("tenant", 1, finding), NhiJson.Default.FindingChanged));
        await new SqliteMessageBus(_host.Storage.Broker).SendAsync(Topics.Findings, [message], Ct);
        await _host.IdleAsync(Ct);
        _ticket = Assert.Single(_host.Storage.Tickets.ReadAll()).Number;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _tenant.Dispose();
        _database.Dispose();
    }

    [Fact]
    public async Task An_approval_contains_the_account_once_and_a_denial_that_comes_later_is_answered()
    {
        var reaction = ReactionOf("disable-identity");
        Assert.True(IsEnabled);

        Assert.Equal(HttpStatusCode.Accepted, await SayAsync("approve-reaction", reaction, "d1"));
        await _host.IdleAsync(Ct);
        Assert.False(IsEnabled);
        Assert.Equal(HttpStatusCode.Accepted, await SayAsync("approve-reaction", reaction, "d1"));
        Assert.Equal(HttpStatusCode.Accepted, await SayAsync("deny", reaction, "d2"));
        Assert.Equal(HttpStatusCode.Accepted, await SayAsync("approve-reaction", "no-such-reaction", "d3"));
        await _host.IdleAsync(Ct);

        Assert.False(IsEnabled);
        Assert.Single(Said("A person has approved it"));
        Assert.Single(Said("The denial changes nothing: disable-identity is done"));
        Assert.Single(Said("There is no reaction no-such-reaction"));
    }

    [Fact]
    public async Task Approve_and_deny_at_the_same_time_have_one_outcome_and_both_are_told()
    {
        var reaction = ReactionOf("revoke-sessions");

        var answers = await Task.WhenAll(SayAsync("approve-reaction", reaction, "d1"), SayAsync("deny", reaction, "d2"));
        await _host.IdleAsync(Ct);

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer));
        var isRevoked = _tenant.Administration.Find<TenantUser>(Attacked)!.SessionsValidFrom > Long;
        Assert.Equal(isRevoked ? 1 : 0, Said(": done").Count);
        Assert.Single(Said("A person has approved it").Concat(Said("The approval comes too late")));
        Assert.Single(Said(": taken back. A person has denied it").Concat(Said("The denial changes nothing")));
    }

    private bool IsEnabled => _tenant.Administration.Find<TenantUser>(Attacked)!.Enabled;

    private IReadOnlyList<string> Said(string what) => [.. _host.Storage.Tickets.ReadComments(_ticket).Select(comment => comment.Text).Where(text => text.Contains(what, StringComparison.Ordinal))];

    /// <summary>As a person reads it in the ticket.</summary>
    private string ReactionOf(string action) => NamedReaction().Matches(_host.Storage.Tickets.ReadAll()[0].Text).First(match => match.Groups["action"].Value == action).Groups["id"].Value;

    private async Task<HttpStatusCode> SayAsync(string word, string reaction, string delivery)
    {
        var body = $$$"""{"type":"{{{word}}}","data":{"ticket":"{{{_ticket}}}","user":"ann","reaction":"{{{reaction}}}"}}""";
        using var answer = await _host.Client.SendAsync(WebhookHost.Standard(_host.Address("standard"), body, id: delivery), Ct);
        return answer.StatusCode;
    }

    private static TenantUser User(string id, string name, UserKind kind) => new() { Id = id, DisplayName = name, UserPrincipalName = $"{name}@example.com", Kind = kind, CreatedAt = Long, SessionsValidFrom = Long };

    [GeneratedRegex(@"(?<action>[a-z-]+) on [^\n]*\(reaction (?<id>[^)]+)\)")]
    private static partial Regex NamedReaction();
}
