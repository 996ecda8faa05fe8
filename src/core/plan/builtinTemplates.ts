// The templates that come with it: those of the seed, worded for any stack, and work that comes up every day.
import type { StepSpec } from './plan';
import type { PlanTemplate } from './planTemplate';

const LOOK =
  'Look how this project does such things today (models, routes, tests, naming, where files lie) and say in a few lines what the next steps must follow.';
const CHECK = 'Run the tests that concern this change, and mend what this change broke.';

/** Steps one after another: look first, run the tests last. */
function lookBuildCheck(...steps: readonly StepSpec[]): readonly StepSpec[] {
  const all: readonly StepSpec[] = [
    { title: 'Look at the conventions', type: 'analyze', description: LOOK },
    ...steps,
    { title: 'Run the tests', type: 'run_tests', description: CHECK, successCriteria: 'The tests pass.' },
  ];
  return all.map((step, index) => ({
    ...step,
    id: `step-${index + 1}`,
    dependsOn: index === 0 ? [] : [`step-${index}`],
  }));
}

export const BUILTIN_TEMPLATES: readonly PlanTemplate[] = [
  {
    name: 'crud_feature',
    description: 'Create, read, update and delete one kind of record',
    goal: '{model_name} records can be created, read, changed and deleted',
    params: [
      { name: 'model_name', description: 'name of the record, such as Product' },
      { name: 'fields', description: 'its fields', default: ['name'] },
    ],
    steps: lookBuildCheck(
      {
        type: 'create_model',
        title: 'Model {model_name}',
        description:
          'Create the data model {model_name} with the fields {fields}, with sensible types and validation, and its storage or migration where the project has such.',
      },
      {
        type: 'create_serializer',
        title: 'Input and output',
        description:
          'Write what turns {model_name} into the form that clients see and back, and checks what comes in.',
      },
      {
        type: 'create_viewset',
        title: 'Routes',
        description:
          'Add the routes or handlers that list, show, create, change and delete {model_name}, and register them.',
      },
      {
        type: 'create_test',
        title: 'Tests',
        description:
          'Write tests for {model_name}: each of the five operations, wrong input, and a record that does not exist.',
      },
    ),
  },
  {
    name: 'authentication',
    description: 'Users with sign-up, sign-in and sign-out',
    params: [
      { name: 'include_social', description: 'sign in with other providers', default: false },
      { name: 'include_2fa', description: 'a second factor', default: false },
    ],
    steps: [],
    customize: ({ include_social: social, include_2fa: secondFactor }) =>
      lookBuildCheck(
        {
          type: 'create_model',
          title: 'User',
          description:
            'Create the user model with a unique sign-in name and a password that is stored only as a salted, slow hash by a kept library.',
        },
        {
          type: 'create_viewset',
          title: 'Sign-up, sign-in, sign-out',
          description:
            'Add the endpoints to sign up, sign in, sign out and ask who is signed in. Same answer for a wrong name and a wrong password; limit attempts.',
        },
        ...(social === true
          ? [
              {
                type: 'create_viewset',
                title: 'Other providers',
                description:
                  'Let people sign in with an outside provider by OAuth with state and PKCE, and link it to a user.',
              },
            ]
          : []),
        ...(secondFactor === true
          ? [
              {
                type: 'create_viewset',
                title: 'Second factor',
                description:
                  'Add time-based one-time codes as a second factor: enrol, confirm, ask at sign-in, recovery codes.',
              },
            ]
          : []),
        {
          type: 'modify_file',
          title: 'Protect what needs a user',
          description: 'Require a signed-in user where the project has endpoints that need one.',
        },
        {
          type: 'create_test',
          title: 'Tests',
          description:
            'Write tests for signing up, in and out, wrong passwords, repeated attempts, and an endpoint that needs a user.',
        },
      ),
  },
  {
    name: 'multi_tenant',
    description: 'Data of several tenants, kept apart',
    params: [{ name: 'tenant_name', description: 'what a tenant is called', default: 'Tenant' }],
    steps: lookBuildCheck(
      {
        type: 'create_model',
        title: 'Model {tenant_name}',
        description:
          'Create the model {tenant_name} and give every record that belongs to one a required reference to it, with a migration for existing data.',
      },
      {
        type: 'create_middleware',
        title: 'Find the tenant',
        description:
          'Add a middleware that finds the {tenant_name} of each request and refuses requests without one where one is needed.',
      },
      {
        type: 'modify_file',
        title: 'Scope all queries',
        description:
          'Make every query of tenant data go through one place that filters by {tenant_name}, so that none can be forgotten.',
      },
      {
        type: 'create_test',
        title: 'Tests',
        description:
          'Write tests which show that one {tenant_name} can neither read nor change data of another, by listing, by id and by search.',
      },
    ),
  },
  {
    name: 'tagging',
    description: 'Tags on records',
    params: [{ name: 'model_name', description: 'what is tagged, such as Article' }],
    steps: lookBuildCheck(
      {
        type: 'create_model',
        title: 'Tag',
        description: 'Create a tag model with a unique name, and the many-to-many relation to {model_name}.',
      },
      {
        type: 'create_viewset',
        title: 'Add, remove, filter',
        description:
          'Let clients add and remove tags of a {model_name}, list tags with their counts, and filter {model_name} by tags.',
      },
      {
        type: 'create_test',
        title: 'Tests',
        description:
          'Write tests for adding a tag twice, removing, filtering by one and by several, and tags in another case.',
      },
    ),
  },
  {
    name: 'commenting',
    description: 'Comments on records',
    params: [{ name: 'model_name', description: 'what is commented, such as Article' }],
    steps: lookBuildCheck(
      {
        type: 'create_model',
        title: 'Comment',
        description:
          'Create a comment model with author, text, time and the {model_name} it belongs to; answers refer to their comment.',
      },
      {
        type: 'create_serializer',
        title: 'Comments within',
        description: 'Show the comments of a {model_name} nested in its output, by page and in order.',
      },
      {
        type: 'create_viewset',
        title: 'Write, change, delete',
        description:
          'Let people write comments and answers, and change or delete their own; text is never put into pages unescaped.',
      },
      {
        type: 'create_test',
        title: 'Tests',
        description:
          'Write tests for writing, answering, order, foreign comments that may not be changed, and markup in the text.',
      },
    ),
  },
  {
    name: 'rating',
    description: 'Ratings of records with their average',
    params: [
      { name: 'model_name', description: 'what is rated, such as Product' },
      { name: 'max_rating', description: 'highest rating', default: 5 },
    ],
    steps: lookBuildCheck(
      {
        type: 'create_model',
        title: 'Rating',
        description:
          'Create a rating model: who, which {model_name}, 1 to {max_rating}; one rating for each person and {model_name}.',
      },
      {
        type: 'modify_model',
        title: 'Average and count',
        description:
          'Give {model_name} its average rating and the number of ratings, right also after a rating was changed or removed.',
      },
      {
        type: 'create_viewset',
        title: 'Rate',
        description:
          'Let people set, change and remove their rating of a {model_name}, and sort {model_name} by average.',
      },
      {
        type: 'create_test',
        title: 'Tests',
        description:
          'Write tests for values outside 1 to {max_rating}, rating twice, the average with none, one and several.',
      },
    ),
  },
  {
    name: 'fix_failing_test',
    description: 'Find out why a test fails and mend the cause',
    goal: 'The failing test passes, and so do all others: {test}',
    params: [
      {
        name: 'test',
        description: 'the test or the command that fails',
        default: 'the test command of this project',
      },
    ],
    steps: [
      {
        id: 'step-1',
        type: 'run_tests',
        title: 'See it fail',
        description: 'Run {test} and keep the exact failure.',
      },
      {
        id: 'step-2',
        type: 'analyze',
        title: 'Find the cause',
        description: 'Find out why it fails. Say which code is wrong and why, or why the test itself is.',
        dependsOn: ['step-1'],
      },
      {
        id: 'step-3',
        type: 'modify_file',
        title: 'Mend the cause',
        description:
          'Mend the cause that was found, not the symptom, with the smallest change that is right. Do not weaken the test.',
        dependsOn: ['step-2'],
      },
      {
        id: 'step-4',
        type: 'run_tests',
        title: 'See all pass',
        description: 'Run {test} again, then the whole test suite.',
        dependsOn: ['step-3'],
        successCriteria: 'All tests pass.',
      },
    ],
  },
  {
    name: 'add_tests',
    description: 'Tests for code that lacks them',
    goal: '{target} is covered by tests that can fail',
    params: [{ name: 'target', description: 'file, folder or function' }],
    steps: [
      {
        id: 'step-1',
        type: 'analyze',
        title: 'What is untested',
        description:
          'Read {target} and its existing tests. List behaviour, edges and errors that no test covers.',
      },
      {
        id: 'step-2',
        type: 'create_test',
        title: 'Write the tests',
        description:
          'Write tests for what was listed, in the style of the existing ones, with assertions on whole values.',
        dependsOn: ['step-1'],
      },
      {
        id: 'step-3',
        type: 'run_tests',
        title: 'Run them',
        description:
          'Run the new tests, and show for each that it fails when the behaviour it covers is broken.',
        dependsOn: ['step-2'],
        successCriteria: 'All tests pass.',
      },
    ],
  },
  {
    name: 'upgrade_dependency',
    description: 'Bring a dependency to a newer version',
    goal: '{package} is at {version} and everything still works',
    params: [
      { name: 'package', description: 'its name' },
      { name: 'version', description: 'the wanted version', default: 'the newest version' },
    ],
    steps: [
      {
        id: 'step-1',
        type: 'analyze',
        title: 'What changes',
        description:
          'Find every use of {package}, the version in use, and what changed up to {version} that concerns these uses.',
      },
      {
        id: 'step-2',
        type: 'run_command',
        title: 'Upgrade',
        description: 'Bring {package} to {version} with the package manager of this project.',
        dependsOn: ['step-1'],
      },
      {
        id: 'step-3',
        type: 'modify_file',
        title: 'Follow the changes',
        description: 'Change the uses of {package} that need it, with what the first step found.',
        dependsOn: ['step-2'],
      },
      {
        id: 'step-4',
        type: 'run_tests',
        title: 'Build and test',
        description: 'Build, check types where there are some, and run all tests.',
        dependsOn: ['step-3'],
        successCriteria: 'Build and tests pass.',
      },
    ],
  },
  {
    name: 'refactor',
    description: 'Change structure in many files, not behaviour',
    goal: '{change}, with the behaviour as it was',
    params: [{ name: 'change', description: 'what is to be different' }],
    steps: [
      {
        id: 'step-1',
        type: 'run_tests',
        title: 'Before',
        description: 'Run the tests and keep the result as what must not change.',
      },
      {
        id: 'step-2',
        type: 'analyze',
        title: 'All places',
        description:
          'Find every place that is touched by: {change}. Name files in groups that can be changed independently.',
      },
      {
        id: 'step-3',
        type: 'agent_task',
        title: 'Change them',
        description:
          'Carry it out everywhere: {change}. Keep public names where others may use them, or change all their uses.',
        dependsOn: ['step-1', 'step-2'],
      },
      {
        id: 'step-4',
        type: 'run_tests',
        title: 'After',
        description: 'Run build, type check and tests; compare with the result from before.',
        dependsOn: ['step-3'],
        successCriteria: 'The same tests pass as before.',
      },
    ],
  },
  {
    name: 'document_module',
    description: 'Documentation for a module',
    params: [{ name: 'module', description: 'file or folder' }],
    steps: [
      {
        id: 'step-1',
        type: 'analyze',
        title: 'What it does',
        description:
          'Read {module}, its callers and its tests. Note purpose, public surface, units, defaults, errors and surprises.',
      },
      {
        id: 'step-2',
        type: 'modify_file',
        title: 'Comments',
        description:
          'Give the public names of {module} doc comments that say what the code does not: units, defaults, errors, lifetimes.',
        dependsOn: ['step-1'],
      },
      {
        id: 'step-3',
        type: 'modify_file',
        title: 'Page',
        description:
          'Write or mend the page about {module} where this project keeps such pages, with an example that was run.',
        dependsOn: ['step-1'],
      },
    ],
  },
  {
    name: 'review_and_fix',
    description: 'Review a change and mend what is wrong with it',
    goal: 'The change is reviewed, and what was found is mended: {change}',
    params: [{ name: 'change', description: 'which change', default: 'the uncommitted changes' }],
    steps: [
      {
        id: 'step-1',
        type: 'analyze',
        title: 'Review',
        description:
          'Read {change} whole. List errors, missing cases, missing tests and what is more complicated than it must be, worst first, each with its place.',
      },
      {
        id: 'step-2',
        type: 'agent_task',
        title: 'Mend',
        description: 'Mend what the review found, worst first; leave matters of taste alone.',
        dependsOn: ['step-1'],
      },
      {
        id: 'step-3',
        type: 'run_tests',
        title: 'Run the tests',
        description: CHECK,
        dependsOn: ['step-2'],
        successCriteria: 'The tests pass.',
      },
    ],
  },
];
