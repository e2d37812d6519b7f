using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Ingest;

/// <summary>The rows of one batch, read, without duplicates.</summary>
internal sealed class IngestBatch
{
    private readonly HashSet<(string Tenant, string Key)> _seen = [];

    public List<SignIn> SignIns { get; } = [];

    /// <summary>Rows of other logs than the sign-ins.</summary>
    public List<ReadResult.Other> Others { get; } = [];

    /// <summary>The text of each of <see cref="SignIns"/>, in the same order.</summary>
    public List<RawRow> SignInTexts { get; } = [];

    /// <summary>The text of each of <see cref="Others"/>, in the same order.</summary>
    public List<RawRow> OtherTexts { get; } = [];

    /// <summary>Rows that are all right and that nothing but rules reads.</summary>
    public List<RawRow> NotForUsTexts { get; } = [];

    public List<RejectedRow> Rejected { get; } = [];

    public int Read { get; private set; }

    public int NotForUs { get; private set; }

    public int Duplicates { get; private set; }

    /// <param name="ahead">Has read some of the bodies already; null: nobody has.</param>
    public static IngestBatch Of(IReadOnlyList<ReadOnlyMemory<byte>> bodies, DateTimeOffset now, IngestOptions options, RowsAhead? ahead = null)
    {
        var batch = new IngestBatch();
        foreach (var body in bodies)
        {
            foreach (var item in ahead?.Of(body) ?? RowsAhead.Read(body))
            {
                batch.Add(InTenant(item.Result, options.TenantId), new RawRow(body.Slice((int)item.Offset, item.Length), item.Format), now, options.KeepRaw);
            }
        }

        return batch;
    }

    /// <summary>The row as one of this tenant, if it names none itself.</summary>
    private static ReadResult InTenant(ReadResult result, string? tenant) => (tenant?.ToLowerInvariant(), result) switch
    {
        ({ } id, ReadResult.Row { SignIn.TenantId: SignInReader.UnknownTenant } row) => row with { SignIn = row.SignIn with { TenantId = id } },
        ({ } id, ReadResult.Other { TenantId: SignInReader.UnknownTenant } other) => other.In(id),
        _ => result,
    };

    private void Add(ReadResult result, RawRow record, DateTimeOffset now, bool keepRaw)
    {
        Read++;
        switch (result)
        {
            case ReadResult.Row row when _seen.Add((row.SignIn.TenantId, row.SignIn.Key)):
                SignIns.Add(row.SignIn);
                SignInTexts.Add(record);
                break;
            case ReadResult.Other other when _seen.Add((other.TenantId, other.Key)):
                Others.Add(other);
                OtherTexts.Add(record);
                break;
            case ReadResult.Row or ReadResult.Other:
                Duplicates++;
                break;
            case ReadResult.NotForUs:
                NotForUs++;
                NotForUsTexts.Add(record);
                break;
            case ReadResult.Unreadable why:
                var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(record.Text.Span));
                Rejected.Add(RejectedRow.From(why, MessageIds.From(why.Reason, digest), now, record.Text.Span, keepRaw));
                break;
        }
    }
}

/// <summary>What became of a batch's rows.</summary>
/// <param name="Dropped">Rows of people: counted in profiles and forgotten, or (lockouts, changes in Azure) only forgotten.</param>
/// <param name="NotForUs">Rows of categories that this build does not read.</param>
/// <param name="Duplicates">Rows that the same batch held before.</param>
public sealed record IngestCounts(int Read, int Published, int Dropped, int NotForUs, int Rejected, int Duplicates);
