using System.Text.Encodings.Web;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Detection.Governance;
using NhiEvents.Core.Detection.RuleFindings;
using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Core.Detection.Timelines;
using NhiEvents.Local.Context;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Report;

namespace NhiEvents.Local.Output;

/// <summary>What the system has found, as the files and the table show it.</summary>
internal sealed record Results(FindingsDocument Findings, IdentitiesDocument Identities, Timelines Timelines)
{
    /// <summary>Readable by a person: names in any script stand as they are. The files are JSON, never part of a page.</summary>
    private static readonly NhiJson Indented = new(new JsonSerializerOptions(NhiJson.Default.Options)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <param name="data">What the texts are made with; the shipped data when it is not given.</param>
    /// <param name="options">Detection's settings; the defaults when they are not given.</param>
    public static async Task<Results> ReadAsync(Storage storage, CancellationToken ct, DataFiles? data = null, DetectionOptions? options = null)
    {
        var state = storage.Table("detection");
        var repository = new IdentityRepository(state, data?.Kinds, options);
        var findings = await new FindingRepository(repository, data?.Codes, new RuleFindingRepository(state, data?.Rules ?? ShippedRules.Load()), new GovernanceFindings(state, data?.Kinds, options), options).ReadAllAsync(ct);
        var identities = await repository.ReadAllAsync(ct);
        return new Results(findings, identities, await Timelines.ReadAsync(new TimelineRepository(state), findings, identities, ct));
    }

    /// <param name="registered">Whom the registry names, seen or not.</param>
    /// <param name="scale">That of their timelines.</param>
    /// <param name="ofRules">What loaded rules have found.</param>
    public static Results Of(IReadOnlyList<IdentityOutcome> identities, IReadOnlyList<IdentityFacts> registered, TimelineScale scale, IReadOnlyList<Finding> ofRules)
    {
        var documents = IdentityOutcome.Documents(identities, registered, ofRules);
        return new Results(documents.Findings, documents.Identities, Timelines.Of(identities.Select(identity => identity.Timeline), scale, documents.Findings, documents.Identities));
    }

    public void WriteFindings(Stream output) => JsonSerializer.Serialize(output, Findings, Indented.FindingsDocument);

    /// <summary>Writes the files, the page beside the documents.</summary>
    /// <param name="source">What was read, for the report.</param>
    /// <exception cref="HostRefusalException">A file cannot be written; the first that could not is named.</exception>
    public void Write(string folder, ReportSource source)
    {
        var documents = Task.Run(() =>
        {
            AtomicFile.Write(Path.Combine(folder, "findings.json"), WriteFindings);
            AtomicFile.Write(Path.Combine(folder, "identities.json"), stream => JsonSerializer.Serialize(stream, Identities, Indented.IdentitiesDocument));
        });
        var page = Task.Run(() => AtomicFile.Write(Path.Combine(folder, "report.html"), stream => ReportPage.Write(stream, ReportModel.Of(Findings, Identities, Timelines, source))));
        Task.WhenAll(documents, page).GetAwaiter().GetResult();
    }
}
