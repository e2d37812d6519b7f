namespace NhiEvents.Core.Ports;

/// <summary>Reads the logs of a Microsoft Entra tenant, page by page.</summary>
/// <remarks>
/// Apart from the directory because its permission is AuditLog.Read.All alone (risk detections need their own). What is read is repeatable: the same query gives the same rows,
/// and those that have arrived since. No order is promised.
/// </remarks>
public interface IEntraLogs
{
    /// <summary>Most rows of one page (Microsoft Graph).</summary>
    const int MaxRows = 1000;

    /// <summary>Reads one page of the rows that happened in the query's time.</summary>
    /// <exception cref="HttpRequestException">The service did not answer, or with an error that another attempt may not meet.</exception>
    Task<LogPage> ReadAsync(LogQuery query, CancellationToken ct);
}

/// <summary>The logs that can be read.</summary>
public enum EntraLog
{
    InteractiveSignIns,

    NonInteractiveSignIns,

    ServicePrincipalSignIns,

    ManagedIdentitySignIns,

    DirectoryAudits,

    /// <summary>Of users; needs a licence.</summary>
    RiskDetections,

    /// <summary>Needs a licence.</summary>
    ServicePrincipalRiskDetections,
}

/// <summary>Rows of one log with <c>From ≤ time &lt; Until</c>, to the whole second.</summary>
public sealed record LogQuery(EntraLog Log, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>What the page before gave; null for the first page.</summary>
    public string? Continuation { get; init; }
}

/// <summary>What came of a query.</summary>
public abstract record LogPage
{
    private LogPage()
    {
    }

    /// <param name="Body">UTF-8 JSON: <c>{"value":[…]}</c> with Graph's own objects.</param>
    /// <param name="Continuation">Asks for the next page; null on the last.</param>
    public sealed record Rows(ReadOnlyMemory<byte> Body, string? Continuation) : LogPage;

    /// <summary>Too many requests, or the service is busy.</summary>
    /// <param name="RetryAfter">Null when the service does not say.</param>
    public sealed record Throttled(TimeSpan? RetryAfter) : LogPage;

    /// <summary>A licence or a permission is missing; asking again at once is no use.</summary>
    /// <param name="Reason">The service's own error code.</param>
    public sealed record Refused(string Reason) : LogPage;

    /// <summary>The continuation is no longer good: the query begins again.</summary>
    public sealed record Expired : LogPage;
}
