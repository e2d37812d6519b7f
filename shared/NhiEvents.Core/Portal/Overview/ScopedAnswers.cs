using System.Collections.Concurrent;

namespace NhiEvents.Core.Portal.Overview;

/// <summary>What was found out for somebody is kept for their next look, and for whoever sees the same.</summary>
internal static class ScopedAnswers
{
    /// <summary>So many different persons look at once at most; more have theirs found out again.</summary>
    private const int Most = 256;

    public static void Keep<T>(this ConcurrentDictionary<string, T> answers, string scope, T answer)
    {
        if (answers.Count >= Most && !answers.ContainsKey(scope))
        {
            answers.Clear();
        }

        answers[scope] = answer;
    }
}
