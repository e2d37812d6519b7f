using NhiEvents.Local.Output;

namespace NhiEvents.Local.Bench;

/// <summary>Programs that people group logs with today, asked the question of <see cref="Grouping"/>.</summary>
internal static class Rivals
{
    /// <summary>Of the package @duckdb/node-api.</summary>
    public const string DuckDbVersion = "1.5.6-r.1";

    private const string JqQuestion = """
        reduce (inputs | select(.category == "ServicePrincipalSignInLogs" or .properties.authenticationProtocol == "ropc")
          | {k: "\(.properties.servicePrincipalId // .properties.userId) \(.properties.status.errorCode)", t: .properties.createdDateTime}) as $r
        ({}; .[$r.k] |= {n: ((.n // 0) + 1), f: (if .f == null or $r.t < .f then $r.t else .f end), l: (if .l == null or $r.t > .l then $r.t else .l end)})
        """;

    /// <summary>Arguments: file, threads.</summary>
    private const string DuckDbQuestion = """
        const { DuckDBInstance } = require('@duckdb/node-api');
        (async () => {
          const db = await DuckDBInstance.create(':memory:', { threads: process.argv[3] });
          const connection = await db.connect();
          const answer = await connection.runAndReadAll(`
            SELECT coalesce(properties->>'$.servicePrincipalId', properties->>'$.userId') || ' ' || (properties->>'$.status.errorCode') AS k,
              count(*)::INTEGER AS n, min(properties->>'$.createdDateTime') AS f, max(properties->>'$.createdDateTime') AS l
            FROM read_json('${process.argv[2].replaceAll("'", "''")}', format = 'newline_delimited', columns = {category: 'VARCHAR', properties: 'JSON'})
            WHERE category = 'ServicePrincipalSignInLogs' OR (properties->>'$.authenticationProtocol') = 'ropc'
            GROUP BY ALL`);
          console.log(JSON.stringify(Object.fromEntries(answer.getRows().map(([k, n, f, l]) => [k, { n, f, l }]))));
        })().catch(fault => { console.error(String(fault)); process.exit(1); });
        """;

    public static MeasuredProcess? Jq(string file, CancellationToken ct) => MeasuredProcess.Run("jq", ["-n", "-c", JqQuestion, file], ct);

    public static string? JqVersion(CancellationToken ct) => MeasuredProcess.Run("jq", ["--version"], ct) is { ExitCode: 0 } ran ? ran.Output.Trim() : null;

    /// <summary>Installs the package into the folder, unless it is there.</summary>
    /// <returns>Null when it is there now, else what is missing and how to get it.</returns>
    public static string? WhyNoDuckDb(string folder, CancellationToken ct)
    {
        if (MeasuredProcess.Run("node", ["--version"], ct) is not { ExitCode: 0 })
        {
            return "node is missing: install Node.js 20 or later (https://nodejs.org)";
        }

        if (Directory.Exists(Path.Combine(folder, "node_modules", "@duckdb", "node-api")))
        {
            return null;
        }

        Folders.Make(folder);
        return MeasuredProcess.Run("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error", "@duckdb/node-api@" + DuckDbVersion], ct) switch
        {
            null => "npm is missing: it comes with Node.js (https://nodejs.org)",
            { ExitCode: 0 } => null,
            var failed => $"npm could not install @duckdb/node-api@{DuckDbVersion}: {failed.Errors.Split('\n')[0]}",
        };
    }

    public static MeasuredProcess? DuckDb(string folder, string file, CancellationToken ct)
    {
        var script = Path.Combine(folder, "group.js");
        File.WriteAllText(script, DuckDbQuestion);
        return MeasuredProcess.Run("node", [script, file, Environment.ProcessorCount.ToString(System.Globalization.CultureInfo.InvariantCulture)], ct);
    }
}
