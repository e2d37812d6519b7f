namespace NhiEvents.Core.Portal.Audit;

/// <summary>Computes the review of a quarter from the copy of the ledger.</summary>
public sealed class ReviewDesk(AuditReader reader)
{
    /// <summary>Far more than a quarter has; beyond it a pack would not be whole, and is not made.</summary>
    private const int MaxEntries = 2_000_000;

    /// <returns>Null when there is no such quarter.</returns>
    /// <exception cref="BadRequestException">The quarter has more entries than a pack can hold.</exception>
    public async Task<byte[]?> ReadAsync(string name, CancellationToken ct)
    {
        if (Quarter.Read(name) is not { } quarter)
        {
            return null;
        }

        var (entries, more) = await reader.ReadPeriodAsync(new AuditFilter(quarter.From, quarter.To), MaxEntries, ct);
        return more
            ? throw new BadRequestException("The quarter", $"has more than {MaxEntries} entries. Export the ledger instead, month by month.")
            : PortalJson.Bytes(ReviewPack.Of(quarter, entries), PortalJson.Default.ReviewPack);
    }
}
