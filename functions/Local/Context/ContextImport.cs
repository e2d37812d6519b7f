using System.Globalization;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Identities.Facts;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Context;

/// <summary>Tells the apps by message what registry and directory say. A source that is imported again replaces all that it said before.</summary>
internal static class ContextImport
{
    /// <param name="known">Ids of identities that are taken for non-human ones: of nobody else does a message leave this process, unless the source itself is evidence.</param>
    /// <param name="said">What was imported before; for a new state nothing.</param>
    /// <param name="sources">Sources that are imported now. One that is not keeps what it said.</param>
    /// <param name="revision">Later than that of any import before.</param>
    public static IReadOnlyList<IdentityRegistered> Plan(
        IdentityFactsIndex index, IReadOnlySet<string> known, IReadOnlyList<IdentityRegistered> said, IReadOnlySet<string> sources, DateTimeOffset revision)
    {
        var stamp = revision.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);
        var registered = index.Registry.Select(facts => Of(FactsSources.Registry, Named(facts, index)));
        var named = index.Registry.Select(facts => index.Describe(facts)?.Id).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        var described = index.Directory
            .Where(facts => facts.Evidence.Count > 0 || facts.ServicePrincipalType is not null || IsKnown(facts) || (facts.Id is { } id && named.Contains(id)))
            .Select(facts => Of(FactsSources.Directory, facts));
        var now = registered.Concat(described).Where(word => sources.Contains(word.Source)).DistinctBy(KeyOf).ToDictionary(KeyOf);
        var before = said.Where(word => sources.Contains(word.Source)).ToLookup(KeyOf);
        return
        [
            .. now.Values.Where(word => !before[KeyOf(word)].Any(old => !old.Removed && Same(old.Facts, word.Facts))),
            .. before.Select(words => words.First()).Where(old => !old.Removed && !now.ContainsKey(KeyOf(old))).Select(old => old with { Revision = stamp, Removed = true }),
        ];

        IdentityRegistered Of(string source, IdentityFacts facts) => new(IdentityRegistered.AnyTenant, source, stamp, facts);

        bool IsKnown(IdentityFacts facts) => (facts.Id is { } id && known.Contains(id)) || (facts.UserPrincipalName is { } name && known.Contains(name)) || (facts.AppId is { } app && known.Contains(app));
    }

    public static Task SendAsync(IMessageBus bus, IReadOnlyList<IdentityRegistered> words, CancellationToken ct) => bus.SendAsync(Topics.Changes, [.. words.Select(MessageOf)], ct);

    /// <summary>What `nhi run` imports at its start: compared with what its state holds.</summary>
    public static async Task RunAsync(Storage storage, ContextInput context, DateTimeOffset now, TextWriter output, CancellationToken ct)
    {
        if (context.Sources.Count == 0)
        {
            return;
        }

        var detection = storage.Table("detection");
        var identities = (await new IdentityRepository(detection).ReadAllAsync(ct)).Identities;
        var known = identities.SelectMany(identity => new[] { identity.Identity.Id, identity.Identity.UserPrincipalName, identity.Identity.AppId }).OfType<string>();
        var words = Plan(context.Facts, known.ToHashSet(StringComparer.OrdinalIgnoreCase), await new FactsRepository(detection).ReadAllAsync(ct), context.Sources, now);
        await SendAsync(new SqliteMessageBus(storage.Broker), words, ct);
        output.WriteLine($"Imported from {string.Join(" and ", context.Sources.Order(StringComparer.Ordinal))}: {words.Count(word => !word.Removed)} new or changed, {words.Count(word => word.Removed)} gone.");
    }

    /// <summary>The directory tells the object id where the registry has only a name.</summary>
    private static IdentityFacts Named(IdentityFacts facts, IdentityFactsIndex index) => index.Describe(facts) is { } described
        ? facts with { Id = described.Id ?? facts.Id, UserPrincipalName = facts.UserPrincipalName ?? described.UserPrincipalName?.ToLowerInvariant(), AppId = described.AppId }
        : facts;

    private static (string Source, string Key) KeyOf(IdentityRegistered word) => (word.Source, (word.Facts.Id ?? word.Facts.UserPrincipalName ?? word.Facts.AppId ?? "").ToLowerInvariant());

    private static bool Same(IdentityFacts a, IdentityFacts b) => JsonSerializer.Serialize(a, NhiJson.Default.IdentityFacts) == JsonSerializer.Serialize(b, NhiJson.Default.IdentityFacts);

    private static OutgoingMessage MessageOf(IdentityRegistered word)
    {
        var (source, key) = KeyOf(word);
        return new OutgoingMessage(
            MessageIds.From(IdentityRegistered.Kind, word.TenantId, source, key, word.Revision, word.Removed ? "removed" : ""),
            IdentityRegistered.Kind,
            JsonSerializer.SerializeToUtf8Bytes(word, NhiJson.Default.IdentityRegistered));
    }
}
