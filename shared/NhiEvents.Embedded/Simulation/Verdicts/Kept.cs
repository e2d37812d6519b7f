using System.Globalization;

namespace NhiEvents.Embedded.Simulation.Verdicts;

/// <summary>One thing that was promised, and what it was.</summary>
internal sealed record Kept(string What, long Was, bool Holds, long Promised)
{
    /// <summary>The verdict, with what was not kept.</summary>
    public static VerdictDocument Judge(VerdictDocument verdict, string about, IEnumerable<Kept> all)
    {
        List<string> broken = [.. verdict.Broken, .. all.Where(one => !one.Holds).Select(one => string.Create(CultureInfo.InvariantCulture, $"{about}, {one.What}: {one.Was}; promised are {one.Promised}."))];
        return verdict with { Broken = broken, Passed = broken.Count == 0 };
    }
}
