namespace NhiEvents.Core.Events;

/// <summary>A text between two values of a row, the value behind it, and what was seen to follow that.</summary>
internal sealed class RowStep(byte[] text, NextValue next, Field asked)
{
    private const int MaxFollowers = 8;

    private readonly RowStep?[] _followers = new RowStep?[MaxFollowers];
    private int _learned;

    /// <summary>Bytes up to the value.</summary>
    public int Length => text.Length;

    public NextValue Next => next;

    /// <summary>Whose value is next; none for a value that nobody asks about.</summary>
    public Field Field => asked;

    /// <summary>The known text that the rest of a row begins with; null when there is none.</summary>
    public RowStep? Follow(ReadOnlySpan<byte> rest)
    {
        foreach (var follower in _followers)
        {
            if (follower is null || follower.Begins(rest))
            {
                return follower;
            }
        }

        return null;
    }

    /// <summary>One more guess, in place of the oldest.</summary>
    public void Expect(RowStep follower)
    {
        if (Array.IndexOf(_followers, follower) < 0)
        {
            _followers[_learned++ % MaxFollowers] = follower;
        }
    }

    private bool Begins(ReadOnlySpan<byte> rest) => rest.StartsWith(text) && next switch
    {
        NextValue.Word => rest.Length > text.Length && JsonScalar.StartsWord(rest[text.Length]),
        NextValue.Policies => rest.Length > text.Length && rest[text.Length] == (byte)'[',
        _ => true,
    };
}
