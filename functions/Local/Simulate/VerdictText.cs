using System.Globalization;
using NhiEvents.Contracts.Findings;
using NhiEvents.Embedded.Simulation.Verdicts;

namespace NhiEvents.Local.Simulate;

/// <summary>A verdict in plain words.</summary>
internal static class VerdictText
{
    /// <summary>Most names in a line; verdict.json has all.</summary>
    private const int MaxNames = 5;

    public static IEnumerable<string> Lines(VerdictDocument verdict, FindingsDocument findings)
    {
        var names = findings.Findings.Select(finding => (finding.FindingType, finding.Name)).Distinct().ToDictionary(pair => pair.FindingType, pair => pair.Name);
        var run = verdict.Run;
        yield return Text($"{run.Scenario}, seed {run.Seed}: {run.Days} day(s), {run.Humans:N0} people, {run.Identities:N0} non-human identities, {run.Records:N0} log records{(run.Crashes > 0 ? $", {run.Crashes} crash(es)" : "")}.");
        foreach (var (number, finding) in verdict.Findings)
        {
            yield return Text($"{number}{(names.TryGetValue(number, out var name) ? " " + name : "")}: {finding.Found} of {finding.Truths} found, {finding.False} false{(finding.Withdrawn > 0 ? $", {finding.Withdrawn} withdrawn" : "")}.{Times(finding)}");
            foreach (var line in Names("Missed", finding.Missed.Select(missed => Text($"{missed.DisplayName} ({missed.Why}, from {missed.From:yyyy-MM-dd HH:mm})"))).Concat(
                Names("False", finding.FalseFindings.Select(wrong => wrong.IsPerson ? $"a person ({wrong.IdentityId})" : wrong.DisplayName))))
            {
                yield return line;
            }
        }

        if (verdict.Reactions is { } reactions)
        {
            if (reactions.Containment is { } was)
            {
                yield return Text($"Containment: of {was.Attacked} attacked account(s) {was.Proposed} proposed, {was.Contained} contained when a person approved, {was.LeftToPeople} left to people with steps; {was.Offered} exception(s) offered, {was.Others} other(s) touched, {was.NotRestored} not restored when all was taken back.");
            }

            if (reactions.Incident is { } incident)
            {
                yield return Text($"Incident: {incident.Broken} account(s) of {incident.Owners} owner(s) in {incident.Tickets} ticket(s), {incident.Named} of which name the change and its author; {incident.Untold} untold, {incident.Repeated} told twice, {incident.Misdirected} told to another owner, {incident.NotOffered} without a proposed exception.");
            }

            if (reactions.Approvals is { SecondsToActive: { } active } approvals)
            {
                yield return Text($"Approved in tickets: {approvals.Approved} exception(s), in force after {Seconds(active.P50)} (half), {Seconds(active.Max)} (all){(approvals.SecondsToWork is { } work ? $"; the job worked again after {Seconds(work.P50)} (half), {Seconds(work.Max)} (all), by Entra's delay and its own schedule" : "")}; of {approvals.Ran} that then ran, {approvals.Passed} passed; {approvals.TakenBack} taken back; {approvals.Others} other(s) touched, {approvals.NotRestored} not restored.");
            }

            yield return Text($"Reactions: {reactions.Tickets} ticket(s) for {reactions.Causes} cause(s) of {reactions.Findings} finding(s), {reactions.Proposed} proposal(s), {reactions.Writes} write(s), {reactions.OnPeople} on persons.");
        }

        if (verdict.Exceptions is { } exceptions)
        {
            yield return Text($"Exceptions: {exceptions.Granted} granted, {exceptions.Ended} ended{(exceptions.SecondsLate is { } late ? $", at most {Seconds(late.Max)} late" : "")}, {exceptions.Outlived} outlived, {exceptions.Refused} refused, {exceptions.GrantedToAttacked} granted to an attacked identity; under {exceptions.Worked} a broken job worked again.");
            if (exceptions.Shadows > 0)
            {
                yield return Text($"Ways out made by hand: {exceptions.ShadowsFound} of {exceptions.Shadows} found, {exceptions.ShadowsWithAuthor} with their author.");
            }

            foreach (var line in Names("Missed", exceptions.ShadowsMissed))
            {
                yield return line;
            }
        }

        if (verdict.Rotations is { } rotations)
        {
            yield return Text($"Rotations of {rotations.Applications:N0} application(s): {rotations.Started} started, {rotations.Finished} finished, {rotations.Abandoned} given up, {rotations.Held} held; {rotations.Replaced} secret(s) replaced, {rotations.Retired} old one(s) removed on evidence.");
            yield return Text($"Of {rotations.SignIns:N0} sign-ins with these secrets {rotations.FailedSignIns} failed; {rotations.UsedKeysRetired} used key(s) removed, {rotations.ExpiredUnrotated} secret(s) ended unrotated, {rotations.Orphaned} orphaned, {rotations.Repeated} replaced twice or too early.");
            foreach (var line in Names("Given up or held", rotations.Reasons).Concat(Names("Failed", rotations.Failures)))
            {
                yield return line;
            }
        }

        yield return Text($"People: {verdict.People.Findings} finding(s) on {verdict.People.Count:N0} persons.");
        foreach (var promise in verdict.Broken)
        {
            yield return "Not kept: " + promise;
        }

        yield return verdict.Passed ? "Passed: every promise of the scenario was kept." : "Not passed.";
    }

    /// <summary>In words that fit the size.</summary>
    public static string Duration(TimeSpan time) =>
        time < TimeSpan.FromMinutes(2) ? Text($"{time.TotalSeconds:0} s") : time < TimeSpan.FromHours(2) ? Text($"{time.TotalMinutes:0} min") : Text($"{time.TotalHours:0} h");

    private static string Times(FindingVerdict finding) => finding is { SecondsToFinding: { } all, SecondsUpstream: { } upstream, SecondsOwn: { } own }
        ? $" Found after {Seconds(all.P50)} (half), {Seconds(all.P95)} (95 of 100), {Seconds(all.Max)} (all); the log took {Seconds(upstream.P50)} of it, {(finding.SecondsByRule is { P50: > 0 } rule ? $"the rule waited for {Seconds(rule.P50)}, " : "")}we took {Seconds(own.P50)}."
        : "";

    private static string Seconds(long seconds) => Duration(TimeSpan.FromSeconds(seconds));

    private static IEnumerable<string> Names(string what, IEnumerable<string> names)
    {
        var all = names.ToList();
        if (all.Count > 0)
        {
            yield return $"  {what}: {string.Join("; ", all.Take(MaxNames))}{(all.Count > MaxNames ? Text($"; and {all.Count - MaxNames} more") : "")}.";
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
