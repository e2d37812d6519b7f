using System.Text.RegularExpressions;

namespace NhiEvents.Core.Detection.Sigma.Matching;

/// <summary>A regular expression of a rule: linear where .NET can, else with a time limit, so that no event can hold the engine up.</summary>
internal sealed class SafeRegex
{
    private const int MaxLength = 4096;

    /// <summary>Only for an expression that is not linear. Long enough for a busy machine: what is given up is not found.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(250);

    private readonly Regex _regex;

    private SafeRegex(Regex regex) => _regex = regex;

    /// <summary>Null, with the fault, for an expression that .NET cannot read.</summary>
    public static SafeRegex? TryCreate(string pattern, RegexOptions options, out string? fault)
    {
        fault = null;
        if (pattern.Length > MaxLength)
        {
            fault = $"the regular expression has more than {MaxLength:N0} characters; use several, or |contains with a list";
            return null;
        }

        try
        {
            return new SafeRegex(new Regex(pattern, options | RegexOptions.NonBacktracking));
        }
        catch (NotSupportedException)
        {
            // It looks around or back, or is too large for that: it goes the usual way, and the limit holds.
            return new SafeRegex(new Regex(pattern, options, Limit));
        }
        catch (ArgumentException unreadable)
        {
            fault = $"the regular expression cannot be read: {unreadable.Message}";
            return null;
        }
    }

    /// <param name="tookTooLong">It was given up, and counts as not found.</param>
    public bool IsMatch(ReadOnlySpan<char> value, out bool tookTooLong)
    {
        tookTooLong = false;
        try
        {
            return _regex.IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            tookTooLong = true;
            return false;
        }
    }
}
