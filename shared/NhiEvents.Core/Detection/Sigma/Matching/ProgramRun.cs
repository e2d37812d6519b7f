namespace NhiEvents.Core.Detection.Sigma.Matching;

/// <summary>Runs a program over rows, one after the other. Not for several threads.</summary>
internal sealed class ProgramRun(RuleProgram program)
{
    /// <summary>Per test what it said: twice the row's number, and one more when it held.</summary>
    private readonly long[] _said = new long[program.Tests.Count];

    private readonly long[] _triedAt = new long[program.Rules.Count];
    private readonly List<int> _candidates = [];
    private long _row;
    private int _tookTooLong;

    public RowView Row { get; } = new(program.Map);

    /// <summary>For what is told of a match.</summary>
    public RowView Context { get; } = new(program.Context);

    public RuleProgram Program => program;

    /// <summary>Regular expressions that were given up because they took too long.</summary>
    public int TookTooLong => _tookTooLong;

    /// <summary>Adds the rules that match what <see cref="Row"/> has read, as their places in the program, in order.</summary>
    public void Match(List<int> matches)
    {
        _row++;
        _candidates.Clear();
        foreach (var field in program.Triggers.Fields)
        {
            Look(field);
        }

        _candidates.AddRange(program.Triggers.Always);
        _candidates.Sort();
        foreach (var rule in _candidates)
        {
            if (Holds(program.Rules[rule].Root))
            {
                matches.Add(rule);
            }
        }
    }

    /// <summary>Makes candidates of the rules behind those of the tests that hold.</summary>
    public void Try(Trigger[] triggers)
    {
        foreach (var trigger in triggers)
        {
            if (!Holds(trigger.Test))
            {
                continue;
            }

            foreach (var rule in trigger.Rules)
            {
                if (_triedAt[rule] != _row)
                {
                    _triedAt[rule] = _row;
                    _candidates.Add(rule);
                }
            }
        }
    }

    private void Look(TriggerField field)
    {
        if (field.Slot < 0)
        {
            field.Look(Row.Whole, this);
            return;
        }

        for (var at = Row.First(field.Slot); at >= 0; at = Row[at].Next)
        {
            field.Look(Row.TextOf(Row[at]), this);
        }
    }

    private bool Holds(CompiledNode node)
    {
        switch (node.Kind)
        {
            case NodeKind.Test:
                return Holds(node.Test);
            case NodeKind.Not:
                return !Holds(node.Parts[0]);
            case NodeKind.All:
                foreach (var part in node.Parts)
                {
                    if (!Holds(part))
                    {
                        return false;
                    }
                }

                return true;
            default:
                foreach (var part in node.Parts)
                {
                    if (Holds(part))
                    {
                        return true;
                    }
                }

                return false;
        }
    }

    private bool Holds(int test)
    {
        ref var said = ref _said[test];
        if (said >> 1 != _row)
        {
            said = (_row << 1) | (program.Tests[test].Holds(Row, ref _tookTooLong) ? 1L : 0);
        }

        return (said & 1) != 0;
    }
}
