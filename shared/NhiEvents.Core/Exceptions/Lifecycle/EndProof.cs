using NhiEvents.Contracts.Messages;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Lifecycle;

/// <summary>Whether silence since a removal proves an end: only where the logs that would show a sign-in in spite of it were complete.</summary>
internal static class EndProof
{
    /// <summary>While a log is silent: how soon it is asked again.</summary>
    private static readonly TimeSpan WhileSilent = TimeSpan.FromHours(1);

    /// <summary>Null when the end may be called proven now; else when to look again. After a lapse the documented time counts anew.</summary>
    public static async Task<DateTimeOffset?> AwaitedUntilAsync(LapseBook lapses, Exemption exemption, ExemptionRules rules, DateTimeOffset now, CancellationToken ct)
    {
        var found = await lapses.WithinAsync(exemption.TenantId, SourcesOf(exemption.Identity.Kind), exemption.RemovedAt ?? now, now, ct);
        var later = found.Select(lapse => lapse.Until is { } back ? back + ProofRules.BoundOf(exemption.Identity.Kind, rules) : now + WhileSilent).Append(DateTimeOffset.MinValue).Max();
        return later > now ? later : null;
    }

    private static IReadOnlyCollection<LogSource> SourcesOf(SubjectKind kind) => kind switch
    {
        SubjectKind.User or SubjectKind.Guest or SubjectKind.Group => [LogSource.InteractiveUser, LogSource.NonInteractiveUser],
        SubjectKind.ServicePrincipal => [LogSource.ServicePrincipal],
        SubjectKind.ManagedIdentity => [LogSource.ManagedIdentity],
    };
}
