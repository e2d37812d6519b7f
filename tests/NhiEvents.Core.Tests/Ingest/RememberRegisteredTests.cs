using Microsoft.Extensions.Logging.Abstractions;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ingest;

namespace NhiEvents.Core.Tests.Ingest;

public sealed class RememberRegisteredTests : IDisposable
{
    private const string Id = "11111111-0000-4000-8000-000000000001";

    private readonly IngestWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static SignIn Row { get; } = new("contoso", "k", "i", SignInKind.InteractiveUser, default, Id, 0, [], [], []) { UserPrincipalName = "Plain.Name@contoso.example" };

    [Theory]
    [InlineData(Id, null)]
    [InlineData(null, "plain.name@contoso.example")]
    public async Task Rows_of_a_registered_user_are_kept_by_id_and_by_name(string? id, string? name)
    {
        await _world.Snapshots.RefreshAsync(Ct);
        await SayAsync(new IdentityFacts { Id = id, UserPrincipalName = name, Evidence = [EvidenceKinds.Registered] }, "1");

        Assert.NotNull((await _world.Snapshots.CurrentAsync(Ct)).Find(Row));
        Assert.NotNull((await _world.Snapshots.RefreshAsync(Ct)).Find(Row));
    }

    [Fact]
    public async Task What_was_taken_back_is_not_kept_and_an_older_word_does_not_bring_it_back()
    {
        var facts = new IdentityFacts { Id = Id, Evidence = [EvidenceKinds.Registered] };
        await SayAsync(facts, "1");
        await SayAsync(facts, "3", removed: true);
        await SayAsync(facts, "2");

        Assert.Null((await _world.Snapshots.RefreshAsync(Ct)).Find(Row));
    }

    [Fact]
    public async Task A_removal_that_comes_first_holds()
    {
        var facts = new IdentityFacts { Id = Id, Evidence = [EvidenceKinds.Registered] };
        await SayAsync(facts, "2", removed: true);
        await SayAsync(facts, "1");

        Assert.Null((await _world.Snapshots.RefreshAsync(Ct)).Find(Row));
    }

    [Fact]
    public async Task A_SID_is_known_even_of_somebody_whom_nothing_shows_to_be_non_human()
    {
        await _world.Snapshots.RefreshAsync(Ct);
        await SayAsync(new IdentityFacts { Id = Id, UserPrincipalName = "plain.name@contoso.example", OnPremisesSid = "S-1-5-21-1-2-3-1104" }, "1", source: "directory");

        foreach (var snapshot in new[] { await _world.Snapshots.CurrentAsync(Ct), await _world.Snapshots.RefreshAsync(Ct) })
        {
            Assert.Equal(Id, snapshot.FindAccount("contoso", "s-1-5-21-1-2-3-1104"));
            Assert.Null(snapshot.Find(Row));
        }
    }

    [Fact]
    public async Task What_was_known_of_an_identity_stays_when_it_is_registered()
    {
        await _world.Known.RememberAsync(new KnownIdentity(IdentityRegistered.AnyTenant, Id, [EvidenceKinds.Ropc]) { AccountNames = ["svc-deploy"] }, Ct);
        await SayAsync(new IdentityFacts { Id = Id, Evidence = [EvidenceKinds.Registered] }, "1");

        Assert.Equal(Id, (await _world.Snapshots.RefreshAsync(Ct)).FindAccount("contoso", "svc-deploy"));
    }

    [Fact]
    public async Task A_reason_of_another_source_stays()
    {
        await SayAsync(new IdentityFacts { Id = Id, Evidence = [EvidenceKinds.Registered] }, "1");
        await SayAsync(new IdentityFacts { Id = Id, Evidence = [EvidenceKinds.DirectoryKind] }, "1", source: "directory");
        await SayAsync(new IdentityFacts { Id = Id }, "2", removed: true);

        Assert.Equal([EvidenceKinds.DirectoryKind], (await _world.Snapshots.RefreshAsync(Ct)).Find(Row with { TenantId = "another" })!);
    }

    [Fact]
    public async Task A_description_alone_keeps_nobodys_rows()
    {
        await SayAsync(new IdentityFacts { Id = Id, DisplayName = "Sara Bothma" }, "1", source: "directory");

        Assert.Null((await _world.Snapshots.RefreshAsync(Ct)).Find(Row));
        Assert.Empty(_world.Ports.KeysOf("snapshot"));
    }

    public void Dispose() => _world.Dispose();

    private Task<Outcome.Final> SayAsync(IdentityFacts facts, string revision, bool removed = false, string source = "registry") =>
        new RememberRegisteredHandler(_world.Known, _world.Snapshots, NullLogger<RememberRegisteredHandler>.Instance)
            .HandleAsync(new IdentityRegistered(IdentityRegistered.AnyTenant, source, revision, facts) { Removed = removed }, Ct);
}
