namespace NhiEvents.Core.Events;

/// <summary>The lists and objects around the place where a text is read.</summary>
internal sealed class OpenLists
{
    /// <summary>Envelopes in envelopes; no exporter needs more than a table in a list of answers.</summary>
    private const int MaxLevels = 8;

    private readonly Stack<Level> _levels = new();

    public enum Level
    {
        /// <summary>A list of rows.</summary>
        Rows,

        /// <summary>An object with such a list, behind it; or a table, before or behind its lists.</summary>
        Members,

        /// <summary>A list of tables.</summary>
        Tables,

        /// <summary>A list of a table's rows.</summary>
        Cells,

        /// <summary>A frame of Kusto's answer, behind its type: a table, a part of one, or what is said of the answer.</summary>
        Frame,
    }

    public Level? Innermost => _levels.TryPeek(out var level) ? level : null;

    public bool IsEmpty => _levels.Count == 0;

    public bool MayEnter => _levels.Count < MaxLevels;

    public bool IsInTables => _levels.Contains(Level.Tables) || _levels.Contains(Level.Frame);

    /// <summary>A fault in an open list was told, so that its missing end is no second one.</summary>
    public bool IsDamaged { get; private set; }

    public void Enter(Level level, int times = 1)
    {
        for (var time = 0; time < times; time++)
        {
            _levels.Push(level);
        }
    }

    public void Leave()
    {
        _levels.Pop();
        IsDamaged &= _levels.Count > 0;
    }

    public void Damage() => IsDamaged |= _levels.Count > 0;

    /// <summary>After damage a new line starts a row: of the innermost list, or of none.</summary>
    public void LeaveMembers()
    {
        while (Innermost is Level.Members or Level.Tables or Level.Frame)
        {
            _levels.Pop();
        }
    }

    public void Clear() => _levels.Clear();
}
