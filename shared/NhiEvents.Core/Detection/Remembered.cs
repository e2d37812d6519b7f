namespace NhiEvents.Core.Detection;

/// <summary>A result beside what it was made of. A changed copy of a record takes it along, so it holds only as long as that is the same.</summary>
internal sealed record Remembered<TFrom, TResult>(TFrom From, TResult Result)
    where TFrom : IEquatable<TFrom>;

/// <summary>Results that are asked for in each step and rarely change.</summary>
internal static class Remembered
{
    /// <param name="make">A pure function.</param>
    public static TResult Of<TFrom, TResult>(ref Remembered<TFrom, TResult>? known, TFrom from, Func<TFrom, TResult> make)
        where TFrom : IEquatable<TFrom>
    {
        var found = known;
        if (found is null || !found.From.Equals(from))
        {
            known = found = new Remembered<TFrom, TResult>(from, make(from));
        }

        return found.Result;
    }
}
