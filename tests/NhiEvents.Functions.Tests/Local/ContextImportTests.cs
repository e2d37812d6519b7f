using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Identities.Facts;
using NhiEvents.Core.Identities.Kinds;
using NhiEvents.Local.Context;

namespace NhiEvents.Functions.Tests.Local;

/// <summary>What leaves the process when registry and directory are imported.</summary>
public sealed class ContextImportTests
{
    private const string Known = "11111111-0000-4000-8000-000000000001";

    private const string Person = "11111111-0000-4000-8000-000000000002";

    private const string Room = "11111111-0000-4000-8000-000000000003";

    private static readonly HashSet<string> Both = [FactsSources.Registry, FactsSources.Directory];

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private static IdentityFactsIndex Index { get; } = new(
        [new IdentityFacts { UserPrincipalName = "svc@contoso.example", Evidence = [EvidenceKinds.Registered], Owner = "Ops" }],
        [
            new IdentityFacts { Id = Known, UserPrincipalName = "svc@contoso.example", DisplayName = "Service" },
            new IdentityFacts { Id = Person, UserPrincipalName = "sara.bothma@contoso.example", DisplayName = "Sara Bothma" },
            new IdentityFacts { Id = Room, UserPrincipalName = "room@contoso.example", MailboxType = "room" },
        ],
        new HashSet<string>(),
        KindTable.Shipped);

    [Fact]
    public void People_whom_the_directory_names_are_not_told_of()
    {
        var words = ContextImport.Plan(Index, new HashSet<string>(), [], Both, Now);

        Assert.Equal([(FactsSources.Registry, Known), (FactsSources.Directory, Known), (FactsSources.Directory, Room)], words.Select(word => (word.Source, word.Facts.Id!)));
        Assert.Equal([EvidenceKinds.DirectoryKind], words[2].Facts.Evidence);
    }

    [Fact]
    public void Who_is_known_as_non_human_is_described() =>
        Assert.Contains(ContextImport.Plan(Index, new HashSet<string> { Person }, [], Both, Now), word => word.Facts.Id == Person && word.Facts.Evidence.Count == 0);

    [Fact]
    public void The_same_import_again_says_nothing() =>
        Assert.Empty(ContextImport.Plan(Index, new HashSet<string>(), ContextImport.Plan(Index, new HashSet<string>(), [], Both, Now), Both, Now.AddDays(1)));

    [Fact]
    public void What_a_source_no_longer_names_is_taken_back_and_another_sources_word_stays()
    {
        var said = ContextImport.Plan(Index, new HashSet<string>(), [], Both, Now);
        var registry = new HashSet<string> { FactsSources.Registry };

        var words = ContextImport.Plan(IdentityFactsIndex.Empty, new HashSet<string>(), said, registry, Now.AddDays(1));

        var gone = Assert.Single(words);
        Assert.Equal((FactsSources.Registry, Known, true), (gone.Source, gone.Facts.Id, gone.Removed));
        Assert.True(string.CompareOrdinal(gone.Revision, said[0].Revision) > 0);
        Assert.Empty(ContextImport.Plan(IdentityFactsIndex.Empty, new HashSet<string>(), [gone], registry, Now.AddDays(2)));
    }

    [Fact]
    public void Registry_and_directory_are_found_by_whatever_a_row_names()
    {
        Assert.Equal(("Ops", "Service"), (Index.Find(Known, null, null)!.Owner, Index.Find(Known, null, null)!.DisplayName));
        Assert.Equal("Ops", Index.Find(null, "SVC@contoso.example", null)!.Owner);
        Assert.Null(Index.Find("unknown", null, null));
        Assert.Empty(Index.Find(Person, null, null)!.Evidence);
    }

    [Fact]
    public void Members_of_the_registering_group_are_registered()
    {
        var index = new IdentityFactsIndex([], [new IdentityFacts { Id = Person, UserPrincipalName = "p@contoso.example" }], new HashSet<string> { Person }, KindTable.Shipped);

        Assert.Equal([EvidenceKinds.Registered], index.Find(Person, null, null)!.Evidence);
    }
}
