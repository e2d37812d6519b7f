using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Portal.Overview;

/// <summary>Several identities that one policy stops: one cause to mend, not many.</summary>
/// <param name="Owners">How many different ones; identities without one count as one.</param>
/// <param name="Since">The first event of any of them.</param>
internal sealed record Incident(string Policy, int Identities, int Owners, Severity Worst, DateTimeOffset Since, IReadOnlyList<string> FindingTypes);
