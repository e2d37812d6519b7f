using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Privacy;

/// <summary>Finds a person in the state of one app, and erases them there. Reads every row: for a stopped app, or one that nobody waits for.</summary>
/// <param name="app">Its name in lower case, as its table is called.</param>
public sealed class PersonSearch(string app, IStateStore store)
{
    /// <summary>Takes the place of an id, so that what reads the row still finds an id.</summary>
    public const string ErasedId = "00000000-0000-0000-0000-000000000000";

    /// <summary>Takes the place of a name.</summary>
    public const string ErasedName = "erased";

    /// <summary>Every row that holds the person's id, a name or, in the ledger, the pseudonym.</summary>
    public async IAsyncEnumerable<PersonTrace> FindAsync(PersonNames person, [EnumeratorCancellation] CancellationToken ct)
    {
        var key = TraceRules.KeyOf(person.Id);
        await foreach (var family in store.ReadFamiliesAsync(ct))
        {
            var texts = TextsOf(person, family.TenantId);
            foreach (var partition in Partition.All(family.TenantId, family.Kind))
            {
                await foreach (var row in store.ReadPrefixAsync(partition, "", ct))
                {
                    if (row.RowKey.Contains(key, StringComparison.OrdinalIgnoreCase) || Holds(row.Body, texts))
                    {
                        var (fate, why) = TraceRules.Of(app, row.RowKey, key);
                        yield return new PersonTrace(app, family.TenantId, family.Kind, partition, row.RowKey, fate, why, row.Body, row.ETag);
                    }
                }
            }
        }
    }

    /// <summary>Does with a row what its fate says. Repeatable.</summary>
    /// <returns>False: the row is kept, or has changed since it was found; then look again.</returns>
    public async Task<bool> EraseAsync(PersonTrace trace, PersonNames person, CancellationToken ct)
    {
        RowChange? change = trace.Fate switch
        {
            TraceFate.Removed => new RowChange.Remove(trace.RowKey, trace.ETag),
            TraceFate.NameTakenOut => new RowChange.Replace(trace.RowKey, Without(trace.Body, person), trace.ETag),
            TraceFate.Kept => null,
        };
        if (change is null)
        {
            return false;
        }

        try
        {
            await store.CommitAsync(trace.Partition, [change], ct);
            return true;
        }
        catch (StaleStateException)
        {
            return false;
        }
    }

    private static bool Holds(ReadOnlyMemory<byte> body, IReadOnlyList<string> texts)
    {
        var text = Encoding.UTF8.GetString(body.Span);
        return texts.Any(one => text.Contains(one, StringComparison.OrdinalIgnoreCase));
    }

    private static byte[] Without(ReadOnlyMemory<byte> body, PersonNames person)
    {
        var text = Encoding.UTF8.GetString(body.Span).Replace(person.Id, ErasedId, StringComparison.OrdinalIgnoreCase);
        foreach (var name in person.Names.SelectMany(Written))
        {
            text = text.Replace(name, ErasedName, StringComparison.OrdinalIgnoreCase);
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static IReadOnlyList<string> TextsOf(PersonNames person, string tenantId) =>
        [person.Id, .. person.Names.SelectMany(Written), .. person.Pseudonym is { } pseudonym ? [pseudonym(tenantId)] : Array.Empty<string>()];

    /// <summary>As it may stand in JSON: escaped or not.</summary>
    private static IEnumerable<string> Written(string name) => new[] { JsonEncodedText.Encode(name).ToString(), name }.Distinct();
}
