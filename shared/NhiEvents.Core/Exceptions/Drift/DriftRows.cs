using NhiEvents.Contracts.Findings;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Drift;

/// <summary>The ways out of one policy that were there on day 0 and still are.</summary>
/// <param name="Hashes">16 hex digits of each way's key: a group of many thousand members must fit.</param>
internal sealed record BaselineRow(IReadOnlyList<string> Hashes)
{
    public const string Prefix = "baseline|";

    /// <summary>Says that the first reading is complete.</summary>
    public const string Complete = "baseline-complete";

    public static string Key(string policyId) => Prefix + KeyText.Clean(policyId);
}

/// <summary>What the exclusions of policies depended on at the last reading: groups, locations, attributes.</summary>
internal sealed record ContainersRow(IReadOnlyList<string> Ids)
{
    public const string Key = "containers";
}

/// <summary>A finding of the last reading, as it was announced.</summary>
internal sealed record DriftRow(Finding Finding, long Revision)
{
    public const string Prefix = "drift|";

    public static string Key(string findingId) => Prefix + findingId;
}
