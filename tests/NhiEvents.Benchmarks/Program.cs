using BenchmarkDotNet.Running;

// A benchmark that no longer runs ends with 1, so that a dry run notices.
var summaries = BenchmarkSwitcher.FromAssembly(typeof(NhiEvents.Benchmarks.RowBenchmarks).Assembly).Run(args).ToList();
return summaries.Count == 0 || summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
