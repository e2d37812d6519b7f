using NhiEvents.Embedded.Simulation.Schedules;
using NhiEvents.Embedded.Simulation.Truths;

namespace NhiEvents.Embedded.Simulation.Actors;

/// <summary>Which jobs there are, and which of them nobody starts any more.</summary>
internal sealed class JobBook
{
    private readonly List<(string Id, string Name, JobPlan Plan)> _jobs = [];
    private readonly HashSet<string> _stopped = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Truth> _truths = new(StringComparer.Ordinal);

    public void Add(string identityId, string name, JobPlan plan) => _jobs.Add((identityId, name, plan));

    /// <summary>Jobs that run so often and so regularly that somebody would notice: at least once on each working day.</summary>
    public IEnumerable<(string Id, string Name)> Regular() => _jobs.Where(job => job.Plan.Schedule is Schedule.Every or Schedule.Daily or Schedule.Burst).Select(job => (job.Id, job.Name));

    /// <summary>Between its next two runs; null: it has no job that asks for a token by its password.</summary>
    public TimeSpan? PauseOf(string identityId, DateTimeOffset now) =>
        _jobs.Find(job => job.Id == identityId && !job.Plan.KeepsSession) is { Plan: { } plan } && plan.Schedule.Next(now) is var next ? plan.Schedule.Next(next) - next : null;

    public void Stop(string identityId) => _stopped.Add(identityId);

    /// <summary>Whether a run that is due now does not happen.</summary>
    public bool IsStopped(string identityId, string name, DateTimeOffset due)
    {
        if (!_stopped.Contains(identityId))
        {
            return false;
        }

        _truths.TryAdd(identityId, new Truth(identityId, name, Breakage.JobStopped, ExpectedFinding.For(Breakage.JobStopped, isUser: true).Finding, due, null, ""));
        return true;
    }

    public IEnumerable<Truth> Truths() => _truths.Values;
}
