namespace NhiEvents.Core.Detection.Sigma;

/// <summary>What is wrong in a rule file, where, and what to write instead.</summary>
/// <param name="File">As it was given to the reader.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters.</param>
/// <param name="IsWarning">The rule is loaded all the same.</param>
public sealed record SigmaFault(string File, long Line, long Column, string Message, bool IsWarning = false)
{
    /// <summary><c>file:line:column: text</c>, as compilers write it.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {(IsWarning ? "warning: " : "")}{Message}";
}

/// <summary>Where something stands in its file; both from 1.</summary>
internal readonly record struct Place(long Line, long Column);

/// <summary>Collects the faults of one file.</summary>
internal sealed class FaultList(string file)
{
    /// <summary>A hostile file could have one per byte.</summary>
    private const int Most = 100;

    private readonly List<SigmaFault> _faults = [];

    public IReadOnlyList<SigmaFault> All => _faults;

    /// <summary>Faults so far that keep a rule from being loaded.</summary>
    public int Errors { get; private set; }

    public void Add(Place at, string message)
    {
        Errors++;
        Keep(new SigmaFault(file, at.Line, at.Column, message));
    }

    public void Warn(Place at, string message) => Keep(new SigmaFault(file, at.Line, at.Column, message, IsWarning: true));

    private void Keep(SigmaFault fault)
    {
        if (_faults.Count < Most)
        {
            _faults.Add(fault);
        }
    }
}
