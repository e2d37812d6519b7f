using NhiEvents.Core.Detection;
using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Core.Events;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Identities.Kinds;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Context;

/// <summary>The versioned data that decisions rest on: shipped, or the operator's own.</summary>
internal sealed record DataFiles(EvidenceRules Evidence, KindTable Kinds, ErrorCodeTable Codes)
{
    /// <summary>Sigma rules that rows are tried with; none by default, so that a simulation judges the system's own findings only.</summary>
    public SigmaRuleSet Rules { get; init; } = SigmaRuleSet.None;

    /// <summary><see cref="Rules"/>, where somebody has made them ready already.</summary>
    public ReadyRules? Ready { get; init; }

    /// <summary>The rules, ready to be asked from any thread; null when there are none.</summary>
    public RowRules? Matching() => Rules.Rules.Count == 0 ? null : (ReferenceEquals(Ready?.Set, Rules) ? Ready : new ReadyRules(Rules)).Matching;

    public static DataFiles Shipped => new(EvidenceRules.Shipped, KindTable.Shipped, ErrorCodeTable.Shipped);

    /// <param name="evidence">Path; null for the shipped rules. The others likewise.</param>
    /// <exception cref="HostRefusalException">A file cannot be read; all faults of all files are named.</exception>
    public static DataFiles Load(string? evidence, string? kinds, string? codes)
    {
        var faults = new List<string>();
        var files = new DataFiles(
            Load(evidence, EvidenceRules.Load, faults) ?? EvidenceRules.Shipped,
            Load(kinds, KindTable.Load, faults) ?? KindTable.Shipped,
            Load(codes, (stream, name) => ErrorCodeTable.Shipped.With(ErrorCodeTable.Load(stream, name)), faults) ?? ErrorCodeTable.Shipped);
        return faults.Count == 0 ? files : throw new HostRefusalException(string.Join('\n', faults));
    }

    private static T? Load<T>(string? path, Func<Stream, string, T> load, List<string> faults)
        where T : class
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            using var file = File.OpenRead(path);
            return load(file, path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            faults.Add(fault.Message);
            return null;
        }
    }
}

/// <summary>Rules that rows can be tried with, from any thread.</summary>
internal sealed class ReadyRules(SigmaRuleSet set)
{
    public SigmaRuleSet Set => set;

    public RowRules Matching { get; } = new RowMatching(new SigmaEngine(set)).Match;
}
