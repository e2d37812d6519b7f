using System.Globalization;
using System.Security.Cryptography;
using NhiEvents.Contracts;
using NhiEvents.Core.Detection.Sigma.Matching;
using NhiEvents.Core.Detection.Sigma.Rules;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Detection.Sigma;

/// <summary>A row that a rule has matched.</summary>
/// <param name="EventKey">The same for the same event, delivered again or in another schema where it has an id: 16 hex digits.</param>
/// <param name="At">The event's own time; null when the row names none.</param>
/// <param name="Log">Our name of the log; null for a row that does not say.</param>
/// <param name="Who">The id of who did it, as the row names it.</param>
/// <param name="What">To what it was done.</param>
/// <param name="Fields">What correlation rules ask of this rule's events.</param>
public sealed record SigmaMatch(
    SigmaRule Rule, string EventKey, DateTimeOffset? At, string? Log, string? Tenant, string? Who, string? What, IReadOnlyDictionary<string, string> Fields)
{
    internal static DateTimeOffset? TimeOf(string? text) =>
        LogTime.TryRead(text, out var at) ? at : null;

    /// <summary>An id alone is not enough: different events with one id have been seen. A row without an id is its own content.</summary>
    internal static string KeyOf(ReadOnlySpan<byte> row, ProgramRun run)
    {
        var (program, view) = (run.Program, run.Context);
        return view.Text(program.Id) is { } id
            ? MessageIds.From(id.ToLowerInvariant(), Seconds(TimeOf(view.Text(program.Time))), view.Text(program.Who)?.ToLowerInvariant() ?? "")[..16]
            : Convert.ToHexStringLower(SHA256.HashData(row))[..16];
    }

    private static string Seconds(DateTimeOffset? at) => at?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) ?? "";
}
