using NhiEvents.Contracts;
using NhiEvents.Core.Detection.Sigma.Yaml;

namespace NhiEvents.Core.Detection.Sigma.Rules;

/// <summary>Makes a rule of one YAML document.</summary>
internal sealed class RuleReading(string file, FaultList faults)
{
    private const int MaxTitle = 256;
    private const int MaxDescription = 65_535;

    /// <summary>Null when a fault was added.</summary>
    public SigmaRule? Read(YamlNode document)
    {
        if (document is not YamlNode.Map map)
        {
            faults.Add(document.At, $"a rule is a map that begins with title:, not {document.Word}");
            return null;
        }

        var errors = faults.Errors;
        var members = new DocumentMembers(map, faults);
        if (WhyNot(map) is { } why)
        {
            faults.Add(map.At, why);
            return null;
        }

        var own = members.Map("x-nhi");
        var heading = Heading(members, own);
        var tests = own is null ? [] : new TestReading(faults).Read(own);
        SigmaRule? rule = map["correlation"] is null ? Detection(members, heading) : Correlation(members, heading);
        return faults.Errors == errors && rule is not null ? rule with { Tests = tests } : null;
    }

    /// <summary>Documents that are other things than rules, in words that help.</summary>
    private static string? WhyNot(YamlNode.Map map) =>
        map["action"] is not null ? "\"action\" joins documents in an old way; write each rule out in a document of its own"
        : map["filter"] is not null ? "this is a Sigma filter; put its search into the rules themselves, as: condition: selection and not filter"
        : map["detection"] is null && map["correlation"] is null ? "a rule needs detection: (or correlation:)"
        : map["detection"] is not null && map["correlation"] is not null ? "detection and correlation are two rules; put --- between them"
        : null;

    private DetectionRule? Detection(DocumentMembers members, SigmaHeading heading)
    {
        var source = members.Map("logsource");
        if (source is null && members.Node("logsource") is null)
        {
            faults.Add(members.At, "a rule needs logsource:, such as product: azure and service: auditlogs");
        }

        var read = source is null ? null : new SigmaLogSource(Word(source, "category"), Word(source, "product"), Word(source, "service"));
        if (read is (null, null, null))
        {
            faults.Add(source!.At, "logsource names no product, service or category");
        }

        var detection = new DetectionReading(faults).Read(members.Node("detection")!, members.At);
        return read is null || detection is null ? null : new DetectionRule(heading, read, detection);
    }

    private CorrelationRule? Correlation(DocumentMembers members, SigmaHeading heading)
    {
        var plan = members.Map("correlation") is { } correlation ? new CorrelationReading(faults).Read(correlation) : null;
        return plan is null ? null : new CorrelationRule(heading, plan, members.At);
    }

    private static string? Word(DocumentMembers source, string name) => source.Text(name, MaxTitle)?.Trim().ToLowerInvariant();

    private SigmaHeading Heading(DocumentMembers members, DocumentMembers? own)
    {
        var title = members.Text("title", MaxTitle)?.Trim();
        if (string.IsNullOrEmpty(title))
        {
            faults.Add(members.At, "a rule needs a title:");
        }

        return new SigmaHeading(
            Id(members, title ?? ""),
            members.Text("name", MaxTitle),
            title ?? "",
            members.Text("description", MaxDescription)?.Trim() ?? "",
            Level(members),
            members.Text("status", MaxTitle) ?? "",
            members.Texts("tags"),
            members.Texts("falsepositives"),
            members.Texts("references"),
            file,
            members.At.Line)
        {
            Remedy = own?.Texts("remedy") ?? [],
            Standards = own?.Texts("standards") ?? [],
            Finding = Finding(own),
        };
    }

    private string? Finding(DocumentMembers? own)
    {
        var finding = own?.Scalar("finding");
        if (finding is not null && !(finding.Text.Length == 6 && finding.Text.StartsWith("NHI", StringComparison.Ordinal) && finding.Text[3..].All(char.IsAsciiDigit)))
        {
            faults.Add(finding.At, "finding is the number of one of our findings, such as NHI210; leave it out, and the rule's own id is used");
        }

        return finding?.Text;
    }

    private string Id(DocumentMembers members, string title)
    {
        if (members.Scalar("id") is not { } id)
        {
            var derived = MessageIds.From("sigma", title);
            return $"{derived[..8]}-{derived[8..12]}-{derived[12..16]}-{derived[16..20]}-{derived[20..32]}";
        }

        if (!Guid.TryParse(id.Text, out var guid))
        {
            faults.Add(id.At, $"\"{(id.Text.Length > 60 ? id.Text[..60] : id.Text)}\" is no GUID, such as 929a690e-bef0-4204-a928-ef5e620d6fcc");
        }

        return guid.ToString();
    }

    private SigmaLevel Level(DocumentMembers members)
    {
        if (members.Scalar("level") is not { } level)
        {
            return SigmaLevel.Medium;
        }

        if (!level.Text.All(char.IsAsciiLetter) || !Enum.TryParse<SigmaLevel>(level.Text, ignoreCase: true, out var read))
        {
            faults.Add(level.At, "level is one of informational, low, medium, high, critical");
            return SigmaLevel.Medium;
        }

        return read;
    }
}
