using NhiEvents.Contracts.Findings;

namespace NhiEvents.Contracts.Messages;

/// <summary>A finding opened, changed or was withdrawn. Carries the whole finding; the highest <see cref="Revision"/> is the newest.</summary>
public sealed record FindingChanged(string TenantId, long Revision, Finding Finding)
{
    public const string Kind = "finding-changed";
}
