using System.Globalization;
using NhiEvents.Contracts;

namespace NhiEvents.Core.Detection.Verdicts;

/// <summary>What, once repaired, ends a finding. Same identity, finding and root cause is the same finding.</summary>
internal sealed record RootCause(string Finding)
{
    /// <summary>NHI101: the requirement's providers. Empty when the log does not say.</summary>
    public IReadOnlyList<string> DemandedBy { get; init; } = [];

    /// <summary>NHI101: the policies that failed the sign-in.</summary>
    public IReadOnlyList<string> PolicyIds { get; init; } = [];

    /// <summary>NHI104.</summary>
    public string? AppId { get; init; }

    /// <summary>NHI104, where the log names it.</summary>
    public string? CredentialKeyId { get; init; }

    /// <summary>NHI112.</summary>
    public int? Code { get; init; }

    /// <summary>A hash; part of the row key and of the finding's id.</summary>
    public string Hash() => MessageIds.From(
        Finding, string.Join(',', DemandedBy), string.Join(',', PolicyIds), AppId ?? "", CredentialKeyId ?? "", Code?.ToString(CultureInfo.InvariantCulture) ?? "");
}
