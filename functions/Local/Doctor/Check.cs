namespace NhiEvents.Local.Doctor;

internal enum Verdict
{
    Ok,

    /// <summary>Worth knowing; nothing to do.</summary>
    Note,

    /// <summary>Something does not work until a person acts; the text says how.</summary>
    Missing,
}

internal sealed record Check(Verdict Verdict, string Subject, string Text)
{
    public string Mark => Verdict switch
    {
        Verdict.Ok => "ok",
        Verdict.Note => "note",
        Verdict.Missing => "MISSING",
    };
}
