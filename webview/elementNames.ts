// Our elements by their names, so that queries are typed.
import type { ComposerElement } from './composer/composerElement';
import type { AnswerElement } from './items/answerElement';
import type { QuestionElement } from './items/questionCard';
import type { ReadsElement } from './items/readsElement';
import type { ToolElement } from './items/toolElement';
import type { MarkdownElement } from './markdown/markdownElement';
import type { PanelElement } from './panelElement';
import type { PlanBarElement } from './plan/planBar';
import type { PlanElement } from './plan/planElement';
import type { PlanQuestionElement } from './plan/planQuestion';
import type { StepDetailElement } from './plan/stepDetail';
import type { StepFormElement } from './plan/stepForm';
import type { StepRowElement } from './plan/stepRow';
import type { RestoreElement } from './restore/restoreCard';
import type { CallReviewElement } from './review/callReview';
import type { ReviewElement } from './review/reviewBar';
import type { SessionListElement } from './sessions/sessionListElement';
import type { PickerElement } from './toolkit/pickerElement';
import type { TranscriptElement } from './transcript/transcriptElement';

declare global {
  interface HTMLElementTagNameMap {
    'planwright-answer': AnswerElement;
    'planwright-call-review': CallReviewElement;
    'planwright-composer': ComposerElement;
    'planwright-markdown': MarkdownElement;
    'planwright-panel': PanelElement;
    'planwright-picker': PickerElement;
    'planwright-plan': PlanElement;
    'planwright-plan-bar': PlanBarElement;
    'planwright-plan-question': PlanQuestionElement;
    'planwright-plan-step': StepDetailElement;
    'planwright-question': QuestionElement;
    'planwright-reads': ReadsElement;
    'planwright-restore': RestoreElement;
    'planwright-review': ReviewElement;
    'planwright-step': StepRowElement;
    'planwright-step-form': StepFormElement;
    'planwright-session-list': SessionListElement;
    'planwright-tool': ToolElement;
    'planwright-transcript': TranscriptElement;
  }
}
